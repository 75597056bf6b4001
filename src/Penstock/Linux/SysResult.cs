using System.Net.Sockets;

namespace Penstock.Linux;

/// <summary>What a system call gave: a value, or the reason for none.</summary>
internal readonly struct SysResult
{
    private readonly nint _value;

    public SysResult(nint value) => _value = value;

    public static SysResult Failed(Errno errno) => new(-(nint)errno);

    public bool Succeeded => _value >= 0;

    /// <summary>The value; not to be asked for after a failure.</summary>
    public int Value => (int)_value;

    public Errno Errno => _value < 0 ? (Errno)(-_value) : Errno.None;

    public static bool operator ==(SysResult result, Errno errno) => result.Errno == errno;

    public static bool operator !=(SysResult result, Errno errno) => result.Errno != errno;

    /// <summary>For what must not fail once a machine has started us at all.</summary>
    /// <exception cref="SocketException">The call failed.</exception>
    public int OrThrow() => Succeeded ? Value : throw new SocketException((int)Errno.ToSocketError());

    public override bool Equals(object? obj) => obj is SysResult other && other._value == _value;

    public override int GetHashCode() => _value.GetHashCode();
}

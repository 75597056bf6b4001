using System.Buffers;

namespace Penstock.Transport;

/// <summary>
/// What has come from a connection and has not been dealt with. It is received into the loop's buffer and looked at there; only what is left over is kept, in a buffer of its own, until it is
/// dealt with too. Nothing is held while nothing is left.
/// </summary>
internal sealed class ReceiveBuffer(Connection connection)
{
    // Twice the usual head: a smaller one would be grown at once.
    private const int FirstBytes = 2048;

    private byte[] _held = [];
    private int _start;
    private int _end;

    public bool IsEmpty => _start == _end;

    /// <summary>What is left over.</summary>
    public ReadOnlySpan<byte> Held => _held.AsSpan(_start, _end - _start);

    /// <summary>Receives more, behind what is left over.</summary>
    /// <param name="bytes">Everything to be looked at, the new bytes last. Valid until the next await; say then what was <see cref="Consumed"/>.</param>
    /// <param name="most">How many new bytes there may be; fewer are received if the buffer holds fewer.</param>
    public IoResult Receive(out ReadOnlySpan<byte> bytes, long most = long.MaxValue)
    {
        IoResult received;
        if (IsEmpty)
        {
            byte[] scratch = connection.Loop.Scratch;
            received = connection.TryReceive(scratch.AsSpan(0, (int)Math.Min(scratch.Length, most)));
            bytes = scratch.AsSpan(0, received.Bytes);
            return received;
        }

        if (_end == _held.Length)
        {
            MakeRoom();
        }

        received = connection.TryReceive(_held.AsSpan(_end, (int)Math.Min(_held.Length - _end, most)));
        _end += received.Bytes;
        bytes = Held;
        return received;
    }

    /// <summary>Says how many of the bytes that were looked at are done with; the others are kept.</summary>
    public void Consumed(ReadOnlySpan<byte> bytes, int count)
    {
        if (IsEmpty)
        {
            // They are in the buffer of the loop.
            Keep(bytes[count..]);
            return;
        }

        _start += count;
        if (IsEmpty)
        {
            Clear();
        }
    }

    /// <summary>Throws away what is left over.</summary>
    public void Clear()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
        }

        _held = [];
        _start = _end = 0;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty)
        {
            _held = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, rest.Length));
            rest.CopyTo(_held);
            _end = rest.Length;
        }
    }

    private void MakeRoom()
    {
        int count = _end - _start;
        if (_start >= _held.Length / 2)
        {
            Held.CopyTo(_held);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _held.Length);
            Held.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
        }

        _start = 0;
        _end = count;
    }
}

using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Recent;

/// <summary>Writes a timeline as bytes: numbers take as many as they need, and what is no number, text or address stays an object, in a table beside.</summary>
internal ref struct TimelineWriter(Span<byte> to, ObjectTable objects) : ITimelineFields
{
    private readonly Span<byte> _to = to;

    public static bool IsReader => false;

    /// <summary>How many bytes it has written.</summary>
    public int Length { get; private set; }

    // Seven bits a byte, the lowest first (LEB128); the sign in the lowest bit of all, so that a small number is short whatever its sign.
    public void Number(ref long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        int at = Length;
        for (; rest > 0x7F; rest >>= 7)
        {
            _to[at++] = (byte)(rest | 0x80);
        }

        _to[at++] = (byte)rest;
        Length = at;
    }

    public void Bytes(ref byte[] value)
    {
        Size(value.Length);
        value.CopyTo(_to[Length..]);
        Length += value.Length;
    }

    public void Text(ref string? value)
    {
        Size(value is null ? -1 : Encoding.UTF8.GetByteCount(value));
        if (value is not null)
        {
            Length += Encoding.UTF8.GetBytes(value, _to[Length..]);
        }
    }

    public void Object<T>(ref T? value)
        where T : class => Size(objects.Add(value));

    public void Address(ref PeerAddress value) => Length += value.Pack(_to[Length..]);

    private void Size(long size) => Number(ref size);
}

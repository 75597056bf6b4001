using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Recent;

/// <summary>Reads what a <see cref="TimelineWriter"/> wrote.</summary>
internal ref struct TimelineReader(ReadOnlySpan<byte> from, ReadOnlySpan<object> objects) : ITimelineFields
{
    private readonly ReadOnlySpan<object> _objects = objects;
    private ReadOnlySpan<byte> _from = from;

    public static bool IsReader => true;

    public void Number(ref long value)
    {
        ulong read = 0;
        int at = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = _from[at++];
            read |= (ulong)(next & 0x7F) << shift;
            if (next <= 0x7F)
            {
                break;
            }
        }

        _from = _from[at..];
        value = (long)(read >> 1) ^ -(long)(read & 1);
    }

    public void Bytes(ref byte[] value) => value = Take(Size()).ToArray();

    public void Text(ref string? value) => value = Size() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

    public void Object<T>(ref T? value)
        where T : class => value = Size() is > 0 and var number ? (T)_objects[number - 1] : null;

    public void Address(ref PeerAddress value)
    {
        value = PeerAddress.Unpack(_from, out int length);
        _from = _from[length..];
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _from[..length];
        _from = _from[length..];
        return taken;
    }

    private int Size()
    {
        long size = 0;
        Number(ref size);
        return (int)size;
    }
}

using System.Buffers;

namespace Penstock.Recognition;

/// <summary>Bytes that came in pieces, in a rented buffer that grows as they come. Holds nothing while it is empty. Not thread-safe, and not to be copied.</summary>
internal struct ByteCollector
{
    /// <summary>What comes first is mostly all, or a single byte that somebody tries the tunnel with and then leaves it: neither holds room for more. A peer that only announces much gets none for it.</summary>
    private const int LeastBytes = 64;

    private byte[]? _buffer;

    public int Count { get; private set; }

    public readonly bool IsEmpty => Count == 0;

    /// <summary>The size of the buffer that is held.</summary>
    public readonly int HeldBytes => _buffer?.Length ?? 0;

    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Count);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        int needed = Count + bytes.Length;
        if (_buffer is null || needed > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(LeastBytes, 2 * HeldBytes)));
            Bytes.CopyTo(larger);
            ReturnBuffer();
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(Count));
        Count = needed;
    }

    /// <summary>Forgets the first bytes; the others stay.</summary>
    public void RemoveFirst(int count)
    {
        if (count >= Count)
        {
            Release();
            return;
        }

        _buffer.AsSpan(count, Count - count).CopyTo(_buffer);
        Count -= count;
    }

    public void Release()
    {
        ReturnBuffer();
        Count = 0;
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}

using System.Buffers.Binary;

namespace Penstock.Observability.Recent;

/// <summary>Requests that one loop has ended, one behind the other, as bytes: some 200 each. Written by that loop, and copied from any thread.</summary>
internal sealed class RecentChunk(int size)
{
    /// <summary>How large one usually is: some hundreds of requests.</summary>
    public const int UsualBytes = 64 * 1024;

    // Its length and its number are before each.
    private const int HeaderBytes = sizeof(int) + sizeof(long);

    // Never moved, and never touched before it is written to.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);
    private readonly ObjectTable _objects = new();
    private readonly Lock _lock = new();
    private int _used;
    private long _last;

    /// <summary>Whether it can be cleared and used again.</summary>
    public bool IsUsual => _bytes.Length == UsualBytes;

    /// <summary>How many requests are in it.</summary>
    public int Count { get; private set; }

    /// <summary>The number of the last request that came into it; 0 if none ever did.</summary>
    /// <remarks>Whoever has seen a number waits here for the loop that is about to write its request.</remarks>
    public long Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>How large one must be for that request at least.</summary>
    public static int SizeFor(RequestTimeline request) => HeaderBytes + TimelineFields.MostBytes(request.State);

    /// <summary>Takes the next number for it and writes it; false if there is no room. Both at once, so that whoever has seen the number finds the request.</summary>
    public bool TryAdd(RequestTimeline request, ref long lastNumber)
    {
        lock (_lock)
        {
            Span<byte> to = _bytes.AsSpan(_used);
            if (to.Length < SizeFor(request))
            {
                return false;
            }

            var writer = new TimelineWriter(to[HeaderBytes..], _objects);
            TimelineFields.Pass(ref request.State, ref writer);
            BinaryPrimitives.WriteInt32LittleEndian(to, HeaderBytes + writer.Length);
            _last = Interlocked.Increment(ref lastNumber);
            BinaryPrimitives.WriteInt64LittleEndian(to[sizeof(int)..], _last);
            _used += HeaderBytes + writer.Length;
            Count++;
            return true;
        }
    }

    /// <summary>Makes it a new one.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _objects.Clear();
            _used = 0;
            Count = 0;
        }
    }

    /// <summary>What it holds now; null if it holds nothing above the number <paramref name="after"/>.</summary>
    public Copy? CopyAfter(long after)
    {
        lock (_lock)
        {
            return _last > after && Count > 0 ? new Copy(_bytes[.._used], _objects.ToArray()) : null;
        }
    }

    /// <summary>What a chunk held once.</summary>
    internal sealed class Copy(byte[] bytes, object[] objects)
    {
        /// <summary>The numbers of the requests that are above <paramref name="after"/>, with their places.</summary>
        public IEnumerable<(long Number, int At)> After(long after)
        {
            for (int at = 0; at < bytes.Length; at += BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)))
            {
                if (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + sizeof(int))) is var number && number > after)
                {
                    yield return (number, at);
                }
            }
        }

        public RequestTimeline Read(int at)
        {
            TimelineState state = default;
            var reader = new TimelineReader(bytes.AsSpan(at + HeaderBytes), objects);
            TimelineFields.Pass(ref state, ref reader);
            return new RequestTimeline(state);
        }
    }
}

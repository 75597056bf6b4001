using System.Text;

namespace Penstock.Observability;

/// <summary>
/// The last requests that ended, of all loops. A full ring lets go of the oldest for each new one. What is kept of a request is copied to a place that was there before: nothing new stays behind in
/// the heap for it, and nothing has to be moved there.
/// </summary>
/// <remarks>The loops share one counter, and a lock for each sixteenth place, which two of them want at the same time only by chance.</remarks>
internal sealed class RecentRequests
{
    private const int Stripes = 16;

    // Most lines, hosts and names of clients together; longer ones have an array of their own.
    private const int UsualBytes = 192;

    // So many places come into being together, with the first of them: a proxy that is seldom asked holds little.
    private const int ChunkPlaces = 256;

    private readonly int _capacity;
    private readonly Chunk?[] _chunks;
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];
    private long _next;

    /// <param name="capacity">How many are kept. The memory for them is taken as they come.</param>
    public RecentRequests(int capacity)
    {
        _capacity = capacity;
        _chunks = new Chunk?[(capacity + ChunkPlaces - 1) / ChunkPlaces];
    }

    /// <summary>How many have ended since the start.</summary>
    public long Total => Volatile.Read(ref _next);

    /// <summary>From any loop.</summary>
    public void Add(RequestTimeline ended)
    {
        if (_capacity > 0)
        {
            int index = (int)((Interlocked.Increment(ref _next) - 1) % _capacity);
            Chunk chunk = Volatile.Read(ref _chunks[index / ChunkPlaces]) ?? MakeChunk(index / ChunkPlaces);
            lock (_locks[index % Stripes])
            {
                chunk.Places[index % ChunkPlaces].Keep(ended, chunk.TextsOf(index % ChunkPlaces));
            }
        }
    }

    /// <summary>At most <paramref name="most"/> of those that ended after the first <paramref name="after"/>, newest first. From any thread.</summary>
    public List<RequestTimeline> Newest(int most, long after = 0)
    {
        long next = Total;
        int count = (int)Math.Min(Math.Min(next - after, _capacity), most);
        var newest = new List<RequestTimeline>(Math.Max(count, 0));
        for (int i = 1; i <= count; i++)
        {
            int index = (int)((next - i) % _capacity);
            // A place that was taken and is not written yet has what was there before, or nothing.
            if (Volatile.Read(ref _chunks[index / ChunkPlaces]) is { } chunk)
            {
                lock (_locks[index % Stripes])
                {
                    ref Place place = ref chunk.Places[index % ChunkPlaces];
                    if (place.IsTaken)
                    {
                        newest.Add(place.Restore(chunk.TextsOf(index % ChunkPlaces)));
                    }
                }
            }
        }

        return newest;
    }

    private Chunk MakeChunk(int number)
    {
        var chunk = new Chunk();
        return Interlocked.CompareExchange(ref _chunks[number], chunk, null) ?? chunk;
    }

    private sealed class Chunk
    {
        private readonly byte[] _texts = new byte[ChunkPlaces * UsualBytes];

        public Place[] Places { get; } = new Place[ChunkPlaces];

        public Span<byte> TextsOf(int place) => _texts.AsSpan(place * UsualBytes, UsualBytes);
    }

    /// <summary>One request that was kept. Its texts stand behind each other.</summary>
    private struct Place
    {
        private TimelineState _state;
        private byte[]? _longTexts;
        private int _lineLength;
        private int _hostLength;
        private int _agentLength;

        public readonly bool IsTaken => _state.Time is not null;

        public void Keep(RequestTimeline request, Span<byte> texts)
        {
            _state = request.State;
            ReadOnlySpan<byte> line = _state.RequestLine;
            ReadOnlySpan<byte> agent = _state.Logged?.Request(Formats.JsonLine.UserAgentField);
            string host = _state.Host ?? "";
            int most = line.Length + agent.Length + Encoding.UTF8.GetMaxByteCount(host.Length);
            _longTexts = most > UsualBytes ? new byte[most] : null;
            texts = _longTexts ?? texts;
            line.CopyTo(texts);
            agent.CopyTo(texts[line.Length..]);
            _lineLength = line.Length;
            _agentLength = agent.Length;
            _hostLength = _state.Host is null ? -1 : Encoding.UTF8.GetBytes(host, texts[(line.Length + agent.Length)..]);
            _state.RequestLine = [];
            _state.Host = null;
            _state.Logged = null;
            _state.TraceParent = null;
        }

        public readonly RequestTimeline Restore(ReadOnlySpan<byte> texts)
        {
            TimelineState state = _state;
            texts = _longTexts ?? texts;
            state.RequestLine = texts[.._lineLength].ToArray();
            state.Logged = _agentLength == 0 ? null : LoggedFields.OfUserAgent(texts.Slice(_lineLength, _agentLength));
            state.Host = _hostLength < 0 ? null : Encoding.UTF8.GetString(texts.Slice(_lineLength + _agentLength, _hostLength));
            return new RequestTimeline(state);
        }
    }
}

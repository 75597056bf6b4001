using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>Finds what has happened since the tick before, and writes it.</summary>
internal sealed class TickMaker(ProxyServer proxy, TimeProvider time)
{
    private const int MostOpened = 250;
    private const int MostChanged = 250;
    private const int MostEnded = 250;
    private const int MostProgress = 1000;

    private Dictionary<long, Told> _before = [];
    private long _ended;
    private byte[] _buffer = new byte[4096];

    /// <summary>Takes things as they are for known.</summary>
    public async Task BeginAsync()
    {
        _ended = proxy.EndedTotal;
        _before = (await proxy.GetOpenRequestsAsync()).ToDictionary(request => request.Id, Told.Of);
    }

    /// <summary>The next tick, as an event.</summary>
    public async Task<byte[]> NextAsync()
    {
        IReadOnlyList<RequestTimeline> open = await proxy.GetOpenRequestsAsync();
        var now = new Dictionary<long, Told>(open.Count);
        List<RequestTimeline> opened = [];
        List<RequestTimeline> changed = [];
        List<RequestTimeline> moved = [];
        foreach (RequestTimeline request in open)
        {
            // One that has ended meanwhile is not open any more: it is among the ended of this tick, or of the next.
            if (!request.IsOpen)
            {
                continue;
            }

            var told = Told.Of(request);
            now[request.Id] = told;
            if (!_before.TryGetValue(request.Id, out Told before))
            {
                opened.Add(request);
                continue;
            }

            if (before.Facts != told.Facts)
            {
                changed.Add(request);
            }

            if ((before.Up, before.Down) != (told.Up, told.Down))
            {
                moved.Add(request);
            }
        }

        long total = proxy.EndedTotal;
        IReadOnlyList<RequestTimeline> ended = proxy.EndedSince(_ended, MostEnded);
        long skipped = Math.Max(0, total - _ended - MostEnded) + Math.Max(0, opened.Count - MostOpened) + Math.Max(0, changed.Count - MostChanged) + Math.Max(0, moved.Count - MostProgress);
        (_before, _ended) = (now, total);
        opened.Sort(static (a, b) => a.StartedTicks.CompareTo(b.StartedTicks));
        return Write(opened, changed, ended, moved, skipped);
    }

    private byte[] Write(List<RequestTimeline> opened, List<RequestTimeline> changed, IReadOnlyList<RequestTimeline> ended, List<RequestTimeline> moved, long skipped)
    {
        var line = new LogLine(_buffer);
        line.Append("event: tick\ndata: {\"now\":"u8);
        JsonText.Time(ref line, time.GetUtcNow());
        line.Append(",\"counters\":"u8);
        CounterJson.Write(ref line, proxy.Statistics);
        line.Append(",\"opened\":["u8);
        WriteAll(ref line, opened.TakeLast(MostOpened));
        line.Append("],\"changed\":["u8);
        WriteAll(ref line, changed.TakeLast(MostChanged));
        line.Append("],\"ended\":["u8);
        WriteAll(ref line, ended.Reverse());
        line.Append("],\"progress\":["u8);
        for (int i = 0; i < Math.Min(moved.Count, MostProgress); i++)
        {
            CounterJson.Number(ref line, i == 0 ? "["u8 : ",["u8, moved[i].Id);
            CounterJson.Number(ref line, ","u8, moved[i].BytesUp);
            CounterJson.Number(ref line, ","u8, moved[i].BytesDown);
            line.Append((byte)']');
        }

        CounterJson.Number(ref line, "],\"skipped\":"u8, skipped);
        line.Append("}\n\n"u8);
        _buffer = line.Buffer;
        return line.Written.ToArray();
    }

    private static void WriteAll(ref LogLine line, IEnumerable<RequestTimeline> requests)
    {
        bool isFirst = true;
        foreach (RequestTimeline request in requests)
        {
            if (!isFirst)
            {
                line.Append((byte)',');
            }

            JsonLine.WriteShort(ref line, request);
            isFirst = false;
        }
    }

    // What a reader knows of one that is open. The facts become more on its way: whoever was told of it while its name was looked up knows nothing yet of its protocol.
    private readonly record struct Told(long Up, long Down, (RuleVerdict? Verdict, int OriginPort, int Status, string? Summary) Facts)
    {
        public static Told Of(RequestTimeline request) => new(request.BytesUp, request.BytesDown, (request.Verdict, request.Origin.Port, request.Status, request.Summary));
    }
}

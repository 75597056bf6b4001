using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>Finds what has happened since the tick before, and writes it.</summary>
internal sealed class TickMaker(ProxyServer proxy, TimeProvider time)
{
    private const int MostOpened = 250;
    private const int MostEnded = 250;
    private const int MostProgress = 1000;

    private Dictionary<long, Bytes> _before = [];
    private long _ended;

    /// <summary>Takes things as they are for known.</summary>
    public async Task BeginAsync()
    {
        _ended = proxy.EndedTotal;
        _before = (await proxy.GetOpenRequestsAsync()).ToDictionary(request => request.Id, Bytes.Of);
    }

    /// <summary>The next tick, as an event.</summary>
    public async Task<byte[]> NextAsync()
    {
        IReadOnlyList<RequestTimeline> open = await proxy.GetOpenRequestsAsync();
        var now = new Dictionary<long, Bytes>(open.Count);
        List<RequestTimeline> opened = [];
        List<(long Id, Bytes Bytes)> moved = [];
        foreach (RequestTimeline request in open)
        {
            // One that has ended meanwhile is not open any more: it is among the ended of this tick, or of the next.
            if (!request.IsOpen)
            {
                continue;
            }

            var bytes = Bytes.Of(request);
            now[request.Id] = bytes;
            if (!_before.TryGetValue(request.Id, out Bytes known))
            {
                opened.Add(request);
            }
            else if (known != bytes)
            {
                moved.Add((request.Id, bytes));
            }
        }

        long total = proxy.EndedTotal;
        IReadOnlyList<RequestTimeline> ended = proxy.EndedSince(_ended, MostEnded);
        long skipped = Math.Max(0, total - _ended - MostEnded) + Math.Max(0, opened.Count - MostOpened) + Math.Max(0, moved.Count - MostProgress);
        (_before, _ended) = (now, total);
        opened.Sort(static (a, b) => a.StartedTicks.CompareTo(b.StartedTicks));
        return Write(opened, ended, moved, skipped);
    }

    private byte[] Write(List<RequestTimeline> opened, IReadOnlyList<RequestTimeline> ended, List<(long Id, Bytes Bytes)> moved, long skipped)
    {
        var line = new LogLine(new byte[4096]);
        line.Append("event: tick\ndata: {\"now\":"u8);
        JsonText.Time(ref line, time.GetUtcNow());
        line.Append(",\"counters\":"u8);
        CounterJson.Write(ref line, proxy.Statistics);
        line.Append(",\"opened\":["u8);
        WriteAll(ref line, opened.TakeLast(MostOpened));
        line.Append("],\"ended\":["u8);
        WriteAll(ref line, ended.Reverse());
        line.Append("],\"progress\":["u8);
        for (int i = 0; i < Math.Min(moved.Count, MostProgress); i++)
        {
            CounterJson.Number(ref line, i == 0 ? "["u8 : ",["u8, moved[i].Id);
            CounterJson.Number(ref line, ","u8, moved[i].Bytes.Up);
            CounterJson.Number(ref line, ","u8, moved[i].Bytes.Down);
            line.Append((byte)']');
        }

        CounterJson.Number(ref line, "],\"skipped\":"u8, skipped);
        line.Append("}\n\n"u8);
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

    private readonly record struct Bytes(long Up, long Down)
    {
        public static Bytes Of(RequestTimeline request) => new(request.BytesUp, request.BytesDown);
    }
}

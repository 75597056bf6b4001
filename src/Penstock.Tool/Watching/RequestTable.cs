using System.Text.Json;

namespace Penstock.Tool.Watching;

/// <summary>What is open and what has ended lately, kept up to date by ticks.</summary>
internal sealed class RequestTable
{
    /// <summary>How many that have ended are kept.</summary>
    internal const int MaxEnded = 1000;

    private readonly Dictionary<long, WatchedRequest> _open = [];
    private readonly Dictionary<long, (long Up, long Down)> _counted = [];
    private readonly LinkedList<WatchedRequest> _ended = [];
    private Totals? _totals;

    public IEnumerable<WatchedRequest> Open => _open.Values;

    /// <summary>The newest end first.</summary>
    public IEnumerable<WatchedRequest> Ended => _ended;

    /// <summary>What passes, a second; null before the second tick.</summary>
    public TotalRates? Rates { get; private set; }

    /// <summary>Begins anew with the answer of <c>/api/v1/requests</c>.</summary>
    public void Reset(JsonElement lists)
    {
        _open.Clear();
        _counted.Clear();
        _ended.Clear();
        _totals = null;
        Rates = null;
        foreach (WatchedRequest request in Read(lists, "open"))
        {
            Add(request);
        }

        foreach (WatchedRequest request in Read(lists, "ended").Take(MaxEnded))
        {
            _ended.AddLast(request);
        }
    }

    /// <summary>Takes in one tick; what it says began and ended.</summary>
    public (IReadOnlyList<WatchedRequest> Began, IReadOnlyList<WatchedRequest> Ended) Apply(JsonElement tick)
    {
        List<WatchedRequest> began = [.. Read(tick, "opened").Where(request => !_open.ContainsKey(request.Id))];
        began.ForEach(Add);
        foreach (WatchedRequest request in Read(tick, "changed").Where(request => _open.ContainsKey(request.Id)))
        {
            _open[request.Id] = request; // its bytes are counted by its progress
        }

        double seconds = SetTotals(tick);
        ApplyProgress(tick, seconds);
        List<WatchedRequest> ended = [.. Read(tick, "ended")];
        foreach (WatchedRequest request in ended)
        {
            _open.Remove(request.Id);
            _counted.Remove(request.Id);
            _ended.AddFirst(request);
        }

        while (_ended.Count > MaxEnded)
        {
            _ended.RemoveLast();
        }

        return (began, ended);
    }

    private void Add(WatchedRequest request)
    {
        _open[request.Id] = request;
        _counted[request.Id] = (request.BytesUp, request.BytesDown);
    }

    private void ApplyProgress(JsonElement tick, double seconds)
    {
        var moved = tick.List("progress")
            .Where(entry => entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 3 && Enumerable.Range(0, 3).All(i => entry[i].ValueKind == JsonValueKind.Number && entry[i].TryGetInt64(out _)))
            .Select(entry => (Id: entry[0].GetInt64(), Up: entry[1].GetInt64(), Down: entry[2].GetInt64()))
            .DistinctBy(entry => entry.Id)
            .ToDictionary(entry => entry.Id);
        foreach (WatchedRequest request in _open.Values.ToList())
        {
            (long up, long down) = _counted[request.Id];
            (long nowUp, long nowDown) = moved.TryGetValue(request.Id, out var entry) ? (entry.Up, entry.Down) : (up, down);
            _counted[request.Id] = (nowUp, nowDown);
            _open[request.Id] = request with
            {
                BytesUp = nowUp,
                BytesDown = nowDown,
                RateUp = Math.Max(nowUp - up, 0) / seconds,
                RateDown = Math.Max(nowDown - down, 0) / seconds,
                Duration = _totals is { } totals && totals.Now > request.Started ? totals.Now - request.Started : request.Duration,
            };
        }
    }

    private double SetTotals(JsonElement tick)
    {
        Totals totals = Totals.Read(tick);
        double seconds = _totals is { } before && totals.Now > before.Now ? (totals.Now - before.Now).TotalSeconds : 1;
        Rates = _totals is null ? Rates : new(
            totals.Open,
            (totals.Requests - _totals.Requests) / seconds,
            (totals.Up - _totals.Up) / seconds,
            (totals.Down - _totals.Down) / seconds,
            (totals.Refused - _totals.Refused) / seconds,
            (totals.Failed - _totals.Failed) / seconds);
        _totals = totals;
        return seconds;
    }

    private static IEnumerable<WatchedRequest> Read(JsonElement json, string key) => json.List(key).Select(WatchedRequest.Read).OfType<WatchedRequest>();

    private sealed record Totals(DateTimeOffset Now, long Open, long Requests, long Up, long Down, long Refused, long Failed)
    {
        public static Totals Read(JsonElement tick)
        {
            JsonElement counters = tick.Object("counters");
            long Counter(string key) => counters.Integer(key) ?? 0;
            DateTimeOffset now = DateTimeOffset.TryParse(tick.Text("now"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset time) ? time.ToLocalTime() : default;
            return new(now, Counter("requests_open"), Counter("requests"), Counter("bytes_up"), Counter("bytes_down"), Counter("refused"), Counter("failed"));
        }
    }
}

/// <summary>What passes through the proxy, each a second.</summary>
/// <param name="Open">How many are open now.</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Up">Bytes from clients.</param>
/// <param name="Down">Bytes to clients.</param>
/// <param name="Refused">Requests that were refused.</param>
/// <param name="Failed">Requests that failed.</param>
internal sealed record TotalRates(long Open, double Requests, double Up, double Down, double Refused, double Failed);

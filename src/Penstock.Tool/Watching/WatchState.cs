using System.Text.Json;

namespace Penstock.Tool.Watching;

/// <summary>What the rows are ordered by; those that are open always come first.</summary>
internal enum WatchOrder
{
    Newest,
    Busiest,
    Largest,
    Longest,
    Host,
}

/// <summary>What the person at the terminal looks at. Belongs to one task.</summary>
internal sealed class WatchState(RequestTable table)
{
    private long? _selected;
    private int _index;

    /// <summary>The rows that are shown, from the first to the last, whether or not they fit.</summary>
    public IReadOnlyList<WatchedRequest> Rows { get; private set; } = [];

    /// <summary>The one that keys are about; null if there are no rows.</summary>
    public WatchedRequest? Selected => Rows.Count == 0 ? null : Rows[_index];

    public WatchOrder Order { get; private set; }

    /// <summary>Words that each row has; empty for all rows.</summary>
    public string Filter { get; set; } = "";

    public bool IsTypingFilter { get; set; }

    /// <summary>Whether rows stay as they are, to be read.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The one that a yes would close; null if nothing is asked.</summary>
    public WatchedRequest? ToClose { get; set; }

    /// <summary>The one whose timeline is shown; null for the list.</summary>
    public long? Opened { get; set; }

    /// <summary>The timeline that is shown, line by line; null until it is there.</summary>
    public IReadOnlyList<string>? Timeline { get; set; }

    /// <summary>How many lines of the timeline are above the screen.</summary>
    public int TimelineScroll { get; set; }

    /// <summary>What became of the last thing that was asked for; empty for nothing.</summary>
    public string Notice { get; set; } = "";

    /// <summary>Why nothing new comes; null if it does.</summary>
    public string? Lost { get; set; }

    public TotalRates? Rates => table.Rates;

    public void Reset(JsonElement lists)
    {
        table.Reset(lists);
        Lost = null;
        Refresh();
    }

    public void Apply(JsonElement tick)
    {
        table.Apply(tick);
        Refresh();
    }

    public void NextOrder()
    {
        Order = (WatchOrder)(((int)Order + 1) % ((int)WatchOrder.Host + 1));
        Refresh(evenIfPaused: true);
    }

    public void TogglePause()
    {
        IsPaused = !IsPaused;
        Refresh();
    }

    /// <summary>Selects another row, so many further down.</summary>
    public void Move(int by)
    {
        _index = Math.Clamp(_index + by, 0, Math.Max(Rows.Count - 1, 0));
        _selected = Selected?.Id;
    }

    /// <summary>Makes the rows anew; the selection stays with its request, or where it was.</summary>
    public void Refresh(bool evenIfPaused = false)
    {
        if (IsPaused && !evenIfPaused)
        {
            return;
        }

        string[] words = Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Rows = [.. Sorted(table.Open.Where(request => request.Matches(words))), .. Sorted(table.Ended.Where(request => request.Matches(words)))];
        int found = _selected is { } id ? Rows.TakeWhile(request => request.Id != id).Count() : 0;
        _index = found < Rows.Count ? found : Math.Clamp(_index, 0, Math.Max(Rows.Count - 1, 0));
    }

    private IEnumerable<WatchedRequest> Sorted(IEnumerable<WatchedRequest> requests) => Order switch
    {
        WatchOrder.Busiest => requests.OrderByDescending(request => request.RateUp + request.RateDown).ThenByDescending(request => request.Id),
        WatchOrder.Largest => requests.OrderByDescending(request => request.BytesUp + request.BytesDown).ThenByDescending(request => request.Id),
        WatchOrder.Longest => requests.OrderByDescending(request => request.Duration).ThenByDescending(request => request.Id),
        WatchOrder.Host => requests.OrderBy(request => request.Host, StringComparer.Ordinal).ThenByDescending(request => request.Id),
        _ => requests.OrderByDescending(request => request.Started).ThenByDescending(request => request.Id),
    };
}

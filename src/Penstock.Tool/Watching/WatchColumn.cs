using System.Globalization;
using Penstock.Observability;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Watching;

/// <summary>One column of the list.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Width">Its width, without the space behind it.</param>
/// <param name="Value">What stands in a row.</param>
internal sealed record WatchColumn(string Heading, int Width, Func<WatchedRequest, string> Value)
{
    private static readonly WatchColumn s_mark = new("", 1, _ => "") { IsMark = true };
    private static readonly WatchColumn s_time = new("began", 8, request => request.Started.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
    private static readonly WatchColumn s_client = new("client", 15, request => request.Client);
    private static readonly WatchColumn s_protocol = new("carries", 14, request => request.Summary.Split(ProtocolWords.Offers)[0]);
    private static readonly WatchColumn s_rateUp = new("↑/s", 8, request => Rate(request.RateUp)) { IsFigure = true };
    private static readonly WatchColumn s_rateDown = new("↓/s", 8, request => Rate(request.RateDown)) { IsFigure = true };
    private static readonly WatchColumn s_up = new("↑", 8, request => ByteCount.Format(request.BytesUp)) { IsFigure = true };
    private static readonly WatchColumn s_down = new("↓", 8, request => ByteCount.Format(request.BytesDown)) { IsFigure = true };
    private static readonly WatchColumn s_age = new("lasts", 7, request => Age(request.Duration)) { IsFigure = true };
    private static readonly WatchColumn s_state = new("state", 18, request => request.State);

    public bool IsFigure { get; init; }

    /// <summary>Whether it shows which row is selected.</summary>
    public bool IsMark { get; init; }

    /// <summary>The columns that a screen has room for; what was asked takes what is left.</summary>
    public static WatchColumn[] Fitting(int width)
    {
        WatchColumn[] others =
            width >= 140 ? [s_time, s_client, s_protocol, s_rateUp, s_rateDown, s_up, s_down, s_age, s_state]
            : width >= 110 ? [s_time, s_client, s_rateUp, s_rateDown, s_down, s_age, s_state]
            : width >= 70 ? [s_time, s_rateDown, s_down, s_age, s_state with { Width = 12 }]
            : [s_down];
        int taken = others.Sum(column => column.Width + 1) + s_mark.Width + 1;
        var asked = new WatchColumn("request", Math.Max(width - taken - 1, 8), request => request.Asked);
        int place = Array.IndexOf(others, s_client) >= 0 ? 2 : others[0] == s_time ? 1 : 0;
        return [s_mark, .. others[..place], asked, .. others[place..]];
    }

    private static string Rate(double bytes) => bytes < 1 ? "" : ByteCount.Format((long)bytes);

    private static string Age(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}"),
    };
}

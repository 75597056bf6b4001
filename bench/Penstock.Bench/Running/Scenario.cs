using Penstock.Bench.Load;

namespace Penstock.Bench.Running;

/// <summary>A load, and the number it gives.</summary>
internal sealed record Scenario(string Name, Measure Measure, LoadKind Kind, int Concurrency, long Amount)
{
    public static Scenario Tunnels { get; } = new("tunnels", Measure.Tunnel, LoadKind.Tunnels, 32, 10_000);

    public static Scenario RoundTrips { get; } = new("round-trips", Measure.RoundTrip, LoadKind.RoundTrips, 64, 80_000);

    /// <summary>What each proxy does before it is measured.</summary>
    public static Scenario WarmUp { get; } = Tunnels with { Concurrency = 8, Amount = 500 };

    public static Scenario[] All { get; } =
    [
        Tunnels,
        new("down", Measure.Down, LoadKind.Down, 4, 1024),
        new("up", Measure.Up, LoadKind.Up, 4, 1024),
        RoundTrips,
        new("gets", Measure.Get, LoadKind.Gets, 64, 40_000),
        new("large-gets", Measure.LargeGet, LoadKind.LargeGets, 4, 512),
        new("idle", Measure.Idle, LoadKind.Idle, 2_000, 1),
    ];

    /// <summary>In how many parts it comes, where proxies take turns: long beside what starting one takes, and short beside how long a machine keeps its speed. A stream costs more once
    /// its window has grown, so it is not cut up; and idle tunnels are there all at once.</summary>
    public int Slices => Kind switch
    {
        LoadKind.Idle or LoadKind.Down or LoadKind.Up or LoadKind.LargeGets => 1,
        LoadKind.RoundTrips => 4,
        _ => 8,
    };

    public bool IsHttp => Kind is LoadKind.Gets or LoadKind.LargeGets;

    /// <summary>The same with less to do.</summary>
    public Scenario Scaled(double by) => Kind is LoadKind.Idle
        ? this with { Concurrency = Math.Max(1, (int)(Concurrency * by)) }
        : this with { Amount = Math.Max(1, (long)(Amount * by)) };

    /// <summary>Processor time for each thing done, or each GiB passed.</summary>
    public double CostOf(double cpuSeconds, LoadResult result) => Kind is LoadKind.Down or LoadKind.Up or LoadKind.LargeGets
        ? cpuSeconds * 1e3 / result.Gibibytes
        : cpuSeconds * 1e6 / result.Succeeded;
}

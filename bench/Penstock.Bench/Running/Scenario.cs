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

    /// <summary>How often each proxy has its turn in a round, with one <see cref="Slice"/> each time: long beside what starting it takes, and short beside how long a machine keeps its speed.
    /// Idle tunnels are there all at once.</summary>
    public int Turns => Kind switch
    {
        LoadKind.Idle => 1,
        _ when IsStream => 2,
        LoadKind.RoundTrips => 4,
        _ => 8,
    };

    /// <summary>What there is to do in one turn: its part of the whole; but streams as they are each time, for they cost more once their windows have grown.</summary>
    public Scenario Slice => IsStream ? this : Scaled(1.0 / Turns);

    private bool IsStream => Kind is LoadKind.Down or LoadKind.Up or LoadKind.LargeGets;

    public bool IsHttp => Kind is LoadKind.Gets or LoadKind.LargeGets;

    /// <summary>The same with less to do.</summary>
    public Scenario Scaled(double by) => Kind is LoadKind.Idle
        ? this with { Concurrency = Math.Max(1, (int)(Concurrency * by)) }
        : this with { Amount = Math.Max(1, (long)(Amount * by)) };

    /// <summary>Processor time for each thing done, or each GiB passed.</summary>
    public double CostOf(double cpuSeconds, LoadResult result) => IsStream
        ? cpuSeconds * 1e3 / result.Gibibytes
        : cpuSeconds * 1e6 / result.Succeeded;
}

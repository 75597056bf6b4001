namespace Penstock.Bench.Running;

/// <summary>A number that is taken of a proxy; less is better in each.</summary>
/// <param name="Key">Its name in files.</param>
/// <param name="Title">What it is, over a column or a chart.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Measure(string Key, string Title, string Format)
{
    /// <summary>Whether a program that does next to nothing says anything of how little it could be.</summary>
    public bool HasFloor { get; init; } = true;

    public static Measure Tunnel { get; } = new("tunnel", "CPU µs per tunnel", "0");

    public static Measure Down { get; } = new("down", "CPU ms per GiB down", "0");

    public static Measure Up { get; } = new("up", "CPU ms per GiB up", "0");

    public static Measure RoundTrip { get; } = new("round-trip", "CPU µs per 64-byte round trip", "0.0");

    public static Measure Get { get; } = new("get", "CPU µs per GET of 1 KiB", "0.0");

    public static Measure LargeGet { get; } = new("large-get", "CPU ms per GiB by GET", "0");

    public static Measure Idle { get; } = new("idle", "KiB per idle tunnel", "0.0");

    public static Measure Base { get; } = new("base", "MiB at the start", "0.0") { HasFloor = false };

    public static Measure StartUp { get; } = new("start-up", "ms from exec to the first tunnel", "0") { HasFloor = false };

    public static Measure[] All { get; } = [Tunnel, Down, Up, RoundTrip, Get, LargeGet, Idle, Base, StartUp];
}

namespace Penstock.EndToEnd.Load;

/// <summary>How much load is put on: seconds of it beside all other tests, and what docs/testing.md says by <c>./test --load</c>.</summary>
internal static class LoadSize
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("PENSTOCK_LOAD") == "long";

    public static T Choose<T>(T inShort, T inLong) => IsLong ? inLong : inShort;
}

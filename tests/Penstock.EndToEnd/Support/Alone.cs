namespace Penstock.EndToEnd.Support;

/// <summary>For tests that read a clock: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

using Penstock.Tool.Commands;

namespace Penstock.Tool.Admin;

/// <summary>What the admin endpoint tells of and steers: the running command.</summary>
internal sealed record AdminHost
{
    public required ProxyServer Proxy { get; init; }

    /// <summary>What the command was told, as it is now.</summary>
    public required Func<RunSettings> Settings { get; init; }

    /// <summary>Reloads as SIGHUP does; what is wrong, nothing if it is in force.</summary>
    public required Func<Task<IReadOnlyList<string>>> Reload { get; init; }

    /// <summary>Writes to the error log.</summary>
    public required Action<string> Tell { get; init; }

    /// <summary>Stops as SIGTERM does.</summary>
    public required Action Drain { get; init; }

    /// <summary>Whether it accepts nothing more.</summary>
    public required Func<bool> IsDraining { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

namespace Penstock;

/// <summary>One access log.</summary>
public sealed record AccessLogConfig
{
    /// <summary>The file; <c>-</c> for standard output.</summary>
    public required string Path { get; init; }

    /// <summary><c>common</c>, <c>combined</c>, <c>squid</c>, <c>json</c>, or a LogFormat string of mod_log_config, which has a <c>%</c>. Default <c>common</c>.</summary>
    public string Format { get; init; } = "common";

    /// <summary>Whether a tunnel has a record when it opens too (<c>"event":"start"</c>), so that it is not unknown until it ends. Default false; <c>json</c> only.</summary>
    public bool Start { get; init; }

    /// <summary>How often an open tunnel has a record of how far it is (<c>"event":"progress"</c>). Default null, never; range 1 s to 1 day; <c>json</c> only.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>When it is rotated.</summary>
    public LogRotation Rotation { get; init; } = new();
}

/// <summary>When a log file is moved aside, to <c>NAME.1</c>, and begun anew.</summary>
public sealed record LogRotation
{
    /// <summary>Once it has so many bytes. Default 0, never: whoever rotates by time sends SIGUSR1; range 64 KiB to 1 TiB.</summary>
    public long Bytes { get; init; }

    /// <summary>How many old files are kept, <c>NAME.1</c> the youngest. Default 5; range 1 to 1,000.</summary>
    public int Keep { get; init; } = 5;

    /// <summary>What is wrong with it; nothing if it can be used.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Bytes is not 0 and (< 64 * 1024 or > 1L << 40))
        {
            yield return $"to rotate at {Bytes} bytes is not from 64 KiB to 1 TiB (leave it out for never)";
        }

        if (Keep is < 1 or > 1000)
        {
            yield return $"to keep {Keep} old files is not from 1 to 1,000";
        }
    }
}

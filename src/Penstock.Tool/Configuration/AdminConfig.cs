namespace Penstock.Tool.Configuration;

/// <summary>The second address of the command, for whoever runs it (docs/admin-api.md). What it is at the start it stays: a reload does not change it.</summary>
internal sealed record AdminConfig
{
    /// <summary>Where it is if nobody says otherwise.</summary>
    private static readonly ListenerConfig s_default = new("127.0.0.1:8089");

    /// <summary>What is kept of the past if nobody says otherwise.</summary>
    private const int DefaultRecent = 10_000;

    /// <summary>Where it is; null for nowhere.</summary>
    public ListenerConfig? Listen { get; init; } = s_default;

    /// <summary>Whether somebody asked for that address: then it is a mistake if it cannot be had, and else a pity.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>What a client has to know; null if whoever can reach it may use it.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>How many requests that have ended it keeps.</summary>
    public int Recent { get; init; } = DefaultRecent;

    /// <summary>Names that it goes by, beside localhost and addresses.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Sentences that say what is wrong with it as a whole; none if nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Listen is { IsLocal: false } && Token is null)
        {
            yield return $"the admin endpoint at {Listen} can be reached from other machines, so it needs a token: --admin-token-file FILE, or admin: {{ token-file: FILE }} (make one with: openssl rand -hex 16)";
        }
    }

    // A record writes all that it has; a token is not for that.
    public override string ToString() => Listen is null ? "off" : Listen.ToString();
}

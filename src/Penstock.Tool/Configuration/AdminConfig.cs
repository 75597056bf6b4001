namespace Penstock.Tool.Configuration;

/// <summary>The second address of the command, for whoever runs it (docs/admin-api.md). What it is at the start it stays: a reload does not change it.</summary>
internal sealed record AdminConfig
{
    /// <summary>Where it is if nobody says otherwise.</summary>
    public static readonly ListenerConfig Default = new("127.0.0.1:8089");

    /// <summary>What is kept of the past if nobody says otherwise.</summary>
    public const int DefaultRecent = 10_000;

    /// <summary>Shorter ones can be guessed.</summary>
    public const int LeastTokenLength = 16;

    /// <summary>Where it is; null for nowhere.</summary>
    public ListenerConfig? Listen { get; init; } = Default;

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

    // A record writes all that it has; a token is not for that.
    public override string ToString() => Listen is null ? "off" : Listen.ToString();
}

namespace Penstock.Observability.Formats;

/// <summary>What a format has to know apart from the request.</summary>
internal sealed record LogSettings
{
    /// <summary>The zone of the times that are written for people.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The name of this server, for <c>%v</c>.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>Whether the bytes of a tunnel are <c>-</c> in <c>%b</c>, as in Apache: what passes there is no response body.</summary>
    public bool TunnelsHaveNoBody { get; init; }
}

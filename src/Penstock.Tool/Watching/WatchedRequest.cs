using System.Globalization;
using System.Text.Json;
using Penstock.Observability;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Watching;

/// <summary>One request or tunnel, as the admin endpoint tells it in a list. All text is fit for a terminal.</summary>
internal sealed record WatchedRequest
{
    public required long Id { get; init; }

    /// <summary>When its first byte came, in local time.</summary>
    public DateTimeOffset Started { get; init; }

    public string Client { get; init; } = "";

    public string Method { get; init; } = "";

    public string Target { get; init; } = "";

    public string Host { get; init; } = "";

    /// <summary>What it carries: <c>TLS 1.3 · offers h2</c>; empty if that is not known.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How it ended; empty while it is open.</summary>
    public string Outcome { get; init; } = "";

    public string Rule { get; init; } = "";

    public string Detail { get; init; } = "";

    public bool IsRefused { get; init; }

    /// <summary>By the origin, the network, the look-up or a fault.</summary>
    public bool IsFailed { get; init; }

    public long Status { get; init; }

    public long BytesUp { get; init; }

    public long BytesDown { get; init; }

    /// <summary>Bytes a second in the last second, while it is open.</summary>
    public double RateUp { get; init; }

    /// <inheritdoc cref="RateUp"/>
    public double RateDown { get; init; }

    /// <summary>Until its end, or until the last word of it.</summary>
    public TimeSpan Duration { get; init; }

    public bool IsOpen => Outcome.Length == 0;

    /// <summary>What a client asked for: <c>CONNECT example.com:443</c>.</summary>
    public string Asked => Method.Length + Target.Length == 0 ? "(no request)" : $"{Method} {Target}";

    /// <summary>How it is, in a few words.</summary>
    public string State => IsOpen ? "open" : IsRefused && Rule.Length > 0 ? $"{Status} {Rule}" : Outcome;

    /// <summary>Null if it is no object with an id.</summary>
    public static WatchedRequest? Read(JsonElement json)
    {
        if (json.Integer("id") is not { } id)
        {
            return null;
        }

        return new()
        {
            Id = id,
            Started = DateTimeOffset.TryParse(json.Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToLocalTime() : default,
            Client = json.Printable("client"),
            Method = json.Printable("method"),
            Target = json.Printable("target"),
            Host = json.Printable("host"),
            Summary = json.Printable("summary") is { Length: > 0 } summary ? summary : json.Printable("protocol"),
            Outcome = json.Printable("outcome"),
            Rule = json.Printable("rule"),
            Detail = json.Printable("detail"),
            IsRefused = ClassOf(json.Text("outcome")) == OutcomeClass.Refused,
            IsFailed = ClassOf(json.Text("outcome")) == OutcomeClass.Failed,
            Status = json.Integer("status") ?? 0,
            BytesUp = json.Integer("bytes_up") ?? 0,
            BytesDown = json.Integer("bytes_down") ?? 0,
            Duration = TimeSpan.FromMilliseconds(Math.Clamp(json.Number("duration_ms") ?? 0, 0, 1e12)),
        };
    }

    // Of a newer proxy there may be outcomes that are not known here.
    private static string ClassOf(string? outcome) => Enum.TryParse(outcome, out ProxyOutcome known) ? OutcomeClass.Of(known) : OutcomeClass.Ok;

    /// <summary>Whether each word is somewhere in it.</summary>
    public bool Matches(string[] words)
    {
        string all = $"{Client} {Method} {Target} {Host} {Summary} {State} {Rule} {Detail}";
        return words.All(word => all.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}

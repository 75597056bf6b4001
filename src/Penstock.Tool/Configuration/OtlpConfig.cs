using System.Diagnostics.CodeAnalysis;

namespace Penstock.Tool.Configuration;

/// <summary>Where metrics and traces are sent by OTLP (HTTP, protobuf). What it is at the start it stays: a reload does not change it.</summary>
internal sealed record OtlpConfig
{
    /// <summary>The collector, without the path of a signal; null for nowhere.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Fields of each request, for collectors that want to know who it is.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public bool Metrics { get; init; } = true;

    public bool Traces { get; init; } = true;

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the URL of a collector.</summary>
    public static bool TryParseEndpoint(string text, [NotNullWhen(true)] out Uri? endpoint, out string? problem)
    {
        bool isUrl = Uri.TryCreate(text, UriKind.Absolute, out endpoint) && endpoint is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" };
        problem = isUrl ? null : $"\"{MapReader.Shown(text)}\" is not the URL of a collector (try http://127.0.0.1:4318)";
        endpoint = isUrl ? endpoint : null;
        return isUrl;
    }

    // A record writes all that it has; the values of fields are secrets as often as not.
    public override string ToString() => Endpoint?.AbsoluteUri ?? "off";
}

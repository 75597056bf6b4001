using System.Diagnostics;
using System.Text;
using Penstock.Observability.Formats;

namespace Penstock.Observability;

/// <summary>A request as a span of a trace, of the source <c>Penstock</c>: made of its timeline when it has ended. docs/metrics.md has the attributes.</summary>
internal static class RequestSpan
{
    private const string SourceName = "Penstock";

    // Those that every HTTP server knows (RFC 9110, section 9, and PATCH): whatever else a client writes there does not become the name of a span.
    private static readonly string[] s_methods = ["CONNECT", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"];

    private static readonly string[] s_stages = [.. Enum.GetValues<TimelineStage>().Select(stage => Encoding.ASCII.GetString(JsonLine.WordOf(stage)))];

    private static readonly ActivitySource s_source = new(SourceName, ProductInfo.Version);

    /// <summary>Whether anybody wants spans.</summary>
    public static bool IsWanted => s_source.HasListeners();

    /// <summary>Tells of a request that has ended.</summary>
    public static void Write(RequestTimeline request)
    {
        bool isKnownMethod = s_methods.Contains(request.Method);
        using Activity? span = s_source.StartActivity(
            isKnownMethod ? request.Method : "HTTP", ActivityKind.Server, request.TraceParent?.Value ?? default, tags: null, links: null, request.StartedAt);
        if (span is null)
        {
            return;
        }

        if (span.IsAllDataRequested)
        {
            span.SetTag("http.request.method", isKnownMethod ? request.Method : "_OTHER");
            SetRequest(span, request);
            SetTls(span, request.Tls);
            SetEnding(span, request);
            AddStages(span, request);
        }

        span.SetEndTime((request.StartedAt + request.Duration).UtcDateTime);
    }

    private static void SetRequest(Activity span, RequestTimeline request)
    {
        if (request.ClientAddress is { } client)
        {
            span.SetTag("client.address", client.ToString());
            span.SetTag("client.port", request.ClientPort);
        }

        if (request.Host is not null)
        {
            span.SetTag("server.address", request.Host);
            span.SetTag("server.port", request.Port);
        }

        if (request.OriginEndPoint is { } origin)
        {
            span.SetTag("penstock.origin.address", origin.Address.ToString());
            span.SetTag("penstock.origin.reused", request.ReusedOrigin);
        }

        if (request.Verdict is { } verdict)
        {
            span.SetTag("penstock.verdict", VerdictWord.Of(verdict));
            span.SetTag("penstock.rule", request.DecidedBy);
        }
    }

    // What is not known is no attribute: a tag that is set to null is not there.
    private static void SetTls(Activity span, TlsFacts? tls)
    {
        if (tls is null)
        {
            return;
        }

        // "TLS 1.3", by the names of the conventions.
        string[] version = tls.Version?.Split(' ') ?? [];
        span.SetTag("tls.protocol.name", version is [var name, _] ? name.ToLowerInvariant() : null);
        span.SetTag("tls.protocol.version", version is [_, var number] ? number : null);
        span.SetTag("tls.client.server_name", tls.ServerName);
        span.SetTag("tls.cipher", tls.CipherSuite);
        span.SetTag("tls.curve", tls.Group);
        span.SetTag("tls.next_protocol", tls.Alpn);
        span.SetTag("tls.resumed", tls.HasServerHello ? tls.IsResumed : null);
        span.SetTag("penstock.tls.ja4", tls.Ja4);
    }

    private static void SetEnding(Activity span, RequestTimeline request)
    {
        string outcome = request.Outcome.ToString();
        string result = OutcomeClass.Of(request.Outcome);
        span.SetTag("penstock.outcome", outcome);
        span.SetTag("penstock.bytes.up", request.BytesUp);
        span.SetTag("penstock.bytes.down", request.BytesDown);
        if (request.Status != 0)
        {
            span.SetTag("http.response.status_code", request.Status);
        }

        if (result != OutcomeClass.Ok)
        {
            span.SetTag("error.type", outcome);
        }

        // What a client asked wrongly is no error of a server's span.
        if (result == OutcomeClass.Failed)
        {
            span.SetStatus(ActivityStatusCode.Error, request.Detail);
        }
    }

    private static void AddStages(Activity span, RequestTimeline request)
    {
        // A later request of a connection was not accepted with it.
        for (TimelineStage stage = request.Before == 0 ? TimelineStage.Accepted : TimelineStage.Accepted + 1; (int)stage < s_stages.Length; stage++)
        {
            if (request.At(stage) is { } at)
            {
                span.AddEvent(new ActivityEvent(s_stages[(int)stage], request.StartedAt + at));
            }
        }
    }
}

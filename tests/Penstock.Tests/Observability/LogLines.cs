using System.Net;
using System.Text;
using Penstock.Observability;
using Penstock.Observability.Formats;
using Penstock.Transport;

namespace Penstock.Tests.Observability;

/// <summary>Requests as logs see them, and their lines.</summary>
internal static class LogLines
{
    public static readonly PeerAddress Client = PeerAddress.From(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 50_000));
    public static readonly DateTimeOffset Start = new(2026, 3, 9, 8, 7, 6, 54, 321, TimeSpan.Zero);

    /// <summary>The line without its end, of a request that has everything unless it is said otherwise.</summary>
    public static string Of(string format, RequestTimeline? request = null, LogSettings? settings = null)
    {
        RequestTimeline logged = request ?? Request();
        AccessLogFormat compiled = Compile(format, settings);
        var line = new LogLine([]);
        compiled.Write(ref line, logged);
        string text = Encoding.Latin1.GetString(line.Written);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1];
    }

    public static AccessLogFormat Compile(string format, LogSettings? settings = null)
    {
        Assert.True(AccessLogFormat.TryParse(format, settings ?? new LogSettings(), out AccessLogFormat? compiled, out string? problem), problem);
        return compiled;
    }

    public static RequestTimeline Request(string line = "GET http://example.com/a?b=c HTTP/1.1", ProxyOutcome outcome = ProxyOutcome.Forwarded, int status = 200, PeerAddress? client = null) =>
        new(client ?? Client, TimeProvider.System, Start, 0)
        {
            RequestLine = Encoding.Latin1.GetBytes(line),
            Outcome = outcome,
            Status = status,
            Duration = TimeSpan.FromMicroseconds(1_234_567),
            BytesUp = 20,
            BytesDown = 51_234,
            RequestHeadBytes = 100,
            ResponseHeadBytes = 300,
            Host = "example.com",
            Port = 80,
            Before = 2,
            Origin = PeerAddress.From(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 80)),
        };

    /// <summary>Gives a request fields, each as in <c>Name: value</c>, as they were copied while it passed.</summary>
    public static RequestTimeline With(this RequestTimeline request, AccessLogFormat format, string[] fields, string[]? responseFields = null, IPEndPoint? local = null)
    {
        var logged = new LoggedFields(format.Needs) { Local = PeerAddress.From(local) };
        foreach (string[] field in fields.Select(field => field.Split(": ", 2)))
        {
            logged.AddRequest(Encoding.Latin1.GetBytes(field[0]), Encoding.Latin1.GetBytes(field[1]));
        }

        foreach (string[] field in (responseFields ?? []).Select(field => field.Split(": ", 2)))
        {
            logged.AddResponse(Encoding.Latin1.GetBytes(field[0]), Encoding.Latin1.GetBytes(field[1]));
        }

        request.Logged = logged;
        return request;
    }
}

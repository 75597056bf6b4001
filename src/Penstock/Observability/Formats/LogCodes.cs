using System.Globalization;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>The letters of mod_log_config and mod_logio, and what each writes. <c>docs/logs.md</c> has the table for people.</summary>
internal sealed class LogCodes(LogSettings settings)
{
    // There is no use for more, and each costs every request.
    private const int MaxFields = 64;

    // What is in them lets whoever reads the log be somebody else.
    private static readonly HashSet<string> s_secretFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Authentication-Info", "Proxy-Authentication-Info", "Cookie", "Cookie2", "Set-Cookie", "Set-Cookie2", "X-Api-Key", "X-Auth-Token",
    };

    private readonly List<string> _requestFields = [];
    private readonly List<string> _responseFields = [];
    private bool _localAddress;

    /// <summary>What the pieces so far need.</summary>
    public LogNeeds Needs => new([.. _requestFields], [.. _responseFields], _localAddress);

    /// <summary>Compiles one code. Without a problem, null is a dash: a proxy cannot know it, or it is nobody's business.</summary>
    public LogPiece? Compile(string code, string argument, out string? problem)
    {
        problem = null;
        LogPiece? piece = null;
        switch (code)
        {
            case "a" or "h" when argument is "" or "c":
                return static (ref LogLine line, RequestTimeline request) => line.Append(request.Client);
            case "a" or "h":
                problem = "takes no argument but c";
                break;
            case "i" or "o":
                return Field(code, argument, out problem);
            case "p":
                piece = Port(argument);
                problem = piece is null ? "is canonical, local or remote" : null;
                break;
            case "P":
                piece = Process(argument);
                problem = piece is null ? "is pid, tid or hextid" : null;
                break;
            case "t":
                return LogTime.Of(argument, settings.Zone, out problem);
            case "T":
                piece = Duration(argument);
                problem = piece is null ? "is s, ms or us" : null;
                break;
            case "A":
                _localAddress = true;
                return static (ref LogLine line, RequestTimeline request) => line.Append(request.Logged?.Local ?? default);
            case "v" or "V":
                return ServerName(code);
            case "c" when argument.Length == 0:
                return LogParts.ConnectionStatus;
            // An identity of RFC 1413, a log of another module, notes, the environment, cookies, TLS, trailers, the time to the first byte.
            case "l" or "L" or "n" or "e" or "C" or "x" or "c" or "^ti" or "^to" or "^FB":
                return null;
            default:
                piece = LogParts.Of(code, settings);
                problem = piece is null ? "is not known (docs/logs.md has the list)" : null;
                break;
        }

        return piece;
    }

    /// <summary>Notes that a field of the request is needed, and gives its name as it is kept.</summary>
    public string Need(string requestField) => Need(_requestFields, requestField);

    private static string Need(List<string> fields, string name)
    {
        string key = name.ToLowerInvariant();
        if (!fields.Contains(key))
        {
            fields.Add(key);
        }

        return key;
    }

    private LogPiece? Field(string code, string name, out string? problem)
    {
        problem = name.Length == 0 ? $"needs the name of a field: %{{Name}}{code}" : _requestFields.Count + _responseFields.Count >= MaxFields ? "is one field too many" : null;
        if (problem is not null || s_secretFields.Contains(name))
        {
            return null;
        }

        bool ofRequest = code == "i";
        string key = Need(ofRequest ? _requestFields : _responseFields, name);
        return (ref LogLine line, RequestTimeline request) =>
        {
            if ((ofRequest ? request.Logged?.Request(key) : request.Logged?.Response(key)) is { } value)
            {
                line.AppendEscaped(value);
            }
            else
            {
                line.Append((byte)'-');
            }
        };
    }

    // The port of the server that serves the request is, for a proxy, the one that the client came to.
    private LogPiece? Port(string which)
    {
        if (which == "remote")
        {
            return static (ref LogLine line, RequestTimeline request) => line.Append(request.ClientPort);
        }

        _localAddress = true;
        return which is "" or "canonical" or "local" ? static (ref LogLine line, RequestTimeline request) => line.Append((request.Logged?.Local ?? default).Port) : null;
    }

    private static LogPiece? Process(string which) => which switch
    {
        "" or "pid" => static (ref LogLine line, RequestTimeline _) => line.Append(Environment.ProcessId),
        "tid" => static (ref LogLine line, RequestTimeline _) => line.Append(Environment.CurrentManagedThreadId),
        "hextid" => static (ref LogLine line, RequestTimeline _) => line.Append(Environment.CurrentManagedThreadId.ToString("x", CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static LogPiece? Duration(string unit) => unit switch
    {
        "" or "s" => static (ref LogLine line, RequestTimeline request) => line.Append(request.Duration.Ticks / TimeSpan.TicksPerSecond),
        "ms" => static (ref LogLine line, RequestTimeline request) => line.Append(request.Duration.Ticks / TimeSpan.TicksPerMillisecond),
        "us" => static (ref LogLine line, RequestTimeline request) => line.Append(request.Duration.Ticks / TimeSpan.TicksPerMicrosecond),
        _ => null,
    };

    private LogPiece ServerName(string code)
    {
        string own = settings.ServerName;
        if (code == "v")
        {
            return (ref LogLine line, RequestTimeline _) => line.AppendEscaped(own);
        }

        string host = Need("Host");
        return (ref LogLine line, RequestTimeline request) =>
        {
            if (request.Host is { } asked)
            {
                line.AppendEscaped(asked);
            }
            else if (request.Logged?.Request(host) is { Length: > 0 } field)
            {
                line.AppendEscaped(LoggedLine.WithoutPort(field));
            }
            else
            {
                line.AppendEscaped(own);
            }
        };
    }
}

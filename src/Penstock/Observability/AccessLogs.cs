using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Http;
using Penstock.Observability.Formats;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>The access logs of one configuration: what they need of each request, and the lines. Used from any loop.</summary>
internal sealed class AccessLogs : IDisposable
{
    private readonly LogFiles _files;
    private readonly List<AccessLogConfig> _taken = [];
    private readonly List<AccessLog> _logs = [];
    private readonly LogNeeds _needs;
    private readonly bool _withoutQueries;

    /// <summary>Opens them. Those of the configuration before keep their files if they have them open still: dispose them afterwards.</summary>
    /// <param name="config">A configuration that <see cref="ConfigValidator"/> has passed.</param>
    /// <param name="files">Where the files come from.</param>
    /// <param name="zone">The zone of the times that are for people.</param>
    /// <exception cref="IOException">A file cannot be opened; none is open then.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor written to.</exception>
    public AccessLogs(ProxyConfig config, LogFiles files, TimeZoneInfo zone)
    {
        _files = files;
        var settings = new LogSettings
        {
            Zone = zone,
            ServerName = config.Site?.Names is [var name, ..] ? name : Dns.GetHostName(),
            TunnelsHaveNoBody = config.Replies == ReplyProfile.Apache,
        };
        var needs = new List<LogNeeds>();
        try
        {
            foreach (AccessLogConfig log in config.AccessLogs)
            {
                _logs.Add(new AccessLog(Take(log), Parse(log.Format, settings, needs), log));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _needs = LogNeeds.Of(needs);
        _withoutQueries = config.RedactQueries;
        HasStarts = _logs.Any(log => log.HasStarts);
        HasIntervals = _logs.Any(log => log.Interval is not null);
    }

    /// <summary>Whether any of them wants to hear of a tunnel when it opens.</summary>
    public bool HasStarts { get; }

    /// <summary>Whether any of them wants to hear of tunnels while they are open.</summary>
    public bool HasIntervals { get; }

    /// <summary>No logs.</summary>
    public static AccessLogs None { get; } = new(new ProxyConfig(), new LogFiles(NullLogger.Instance), TimeZoneInfo.Utc);

    /// <summary>Copies what the logs name of a request; its bytes are gone when it ends.</summary>
    /// <param name="timeline">The request's.</param>
    /// <param name="client">Whose it is.</param>
    /// <param name="bytes">The bytes of the head.</param>
    /// <param name="head">What the parser found there.</param>
    /// <param name="fields">And its field lines.</param>
    /// <param name="before">What was noted of the last request of this connection.</param>
    public void Note(RequestTimeline timeline, Connection client, ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields, LoggedFields? before)
    {
        timeline.RequestHeadBytes = head.Length;
        if (!_needs.Any)
        {
            return;
        }

        fields = _needs.RequestFields.Length > 0 ? fields[..head.FieldCount] : [];
        if (before?.IsOf(_needs, _withoutQueries, bytes, fields) == true)
        {
            timeline.Logged = before;
            return;
        }

        var logged = new LoggedFields(_needs, _withoutQueries);
        foreach (FieldLine field in fields)
        {
            logged.AddRequest(bytes[field.Name], bytes[field.Value]);
        }

        logged.Local = _needs.LocalAddress ? PeerAddress.From(client.LocalEndPoint) : default;
        timeline.Logged = logged;
    }

    /// <summary>The same of a request whose head is not complete, or is none: where it came to, and how much came.</summary>
    public void NoteRefused(RequestTimeline timeline, Connection client, int bytes)
    {
        timeline.RequestHeadBytes = bytes;
        if (_needs.LocalAddress)
        {
            timeline.Logged = new LoggedFields(_needs, _withoutQueries) { Local = PeerAddress.From(client.LocalEndPoint) };
        }
    }

    /// <summary>Copies what the logs name of a response.</summary>
    /// <param name="timeline">The request's.</param>
    /// <param name="response">What the client is sent: a head of our own making, and what there is behind it.</param>
    public void NoteResponse(RequestTimeline timeline, ReadOnlySpan<byte> response)
    {
        int length = response.IndexOf("\r\n\r\n"u8) + 4;
        timeline.ResponseHeadBytes = length;
        if (_needs.ResponseFields.Length == 0)
        {
            return;
        }

        LoggedFields logged = timeline.Logged ??= new LoggedFields(_needs, _withoutQueries);
        ReadOnlySpan<byte> rest = response[..length];
        while (rest.IndexOf("\r\n"u8) is var end and > 0)
        {
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 2)..];
            if (line.IndexOf(": "u8) is var colon and > 0)
            {
                logged.AddResponse(line[..colon], line[(colon + 2)..]);
            }
        }
    }

    /// <summary>Writes a request of that loop that has ended into each; to be followed by <see cref="Hand"/>.</summary>
    public void Write(int loop, RequestTimeline request)
    {
        foreach (AccessLog log in _logs)
        {
            log.Write(loop, request);
        }
    }

    /// <summary>Gives the files what was written on that loop.</summary>
    public void Hand(int loop)
    {
        foreach (AccessLog log in _logs)
        {
            log.Hand(loop);
        }
    }

    /// <summary>Writes a tunnel that has just opened into those that want that.</summary>
    public void WriteStart(int loop, RequestTimeline request)
    {
        request.IsStarting = true;
        foreach (AccessLog log in _logs)
        {
            if (log.HasStarts)
            {
                log.Write(loop, request);
                log.Hand(loop);
            }
        }

        request.IsStarting = false;
    }

    /// <summary>Writes an open tunnel into those whose interval has passed once more; to be followed by <see cref="Hand"/>.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="request">It, as far as it is.</param>
    /// <param name="sinceLast">The time since it was last asked for.</param>
    public void WriteProgress(int loop, RequestTimeline request, TimeSpan sinceLast)
    {
        foreach (AccessLog log in _logs)
        {
            if (log.Interval is { } interval && request.Duration.Ticks / interval.Ticks != Math.Max(request.Duration.Ticks - sinceLast.Ticks, 0) / interval.Ticks)
            {
                log.Write(loop, request);
            }
        }
    }

    /// <summary>Gives the files back.</summary>
    public void Dispose()
    {
        _taken.ForEach(log => _files.Return(log.Path, log.Rotation));
        _taken.Clear();
    }

    private LogFile Take(AccessLogConfig log)
    {
        LogFile file = _files.Take(log.Path, log.Rotation);
        _taken.Add(log);
        return file;
    }

    private static AccessLogFormat Parse(string text, LogSettings settings, List<LogNeeds> needs)
    {
        if (!AccessLogFormat.TryParse(text, settings, out AccessLogFormat? format, out string? problem))
        {
            throw new FormatException(problem);
        }

        needs.Add(format.Needs);
        return format;
    }
}

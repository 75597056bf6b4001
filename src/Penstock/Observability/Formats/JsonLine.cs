using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>A timeline as a JSON object: a line of the access log, and what the admin endpoint answers. What is not known is left out; <c>docs/admin-api.md</c> has the keys.</summary>
internal static class JsonLine
{
    /// <summary>The field of the request that is among the keys.</summary>
    public const string UserAgentField = "user-agent";

    // The whole member of each.
    private static readonly byte[][] s_outcomes = [.. Enum.GetValues<ProxyOutcome>().Select(outcome => outcome == ProxyOutcome.None ? [] : Encoding.ASCII.GetBytes($",\"outcome\":\"{outcome}\""))];

    /// <summary>Everything, as a line of a log has it.</summary>
    public static void Write(ref LogLine line, RequestTimeline request)
    {
        WriteOpenObject(ref line, request);
        line.Append((byte)'}');
    }

    private static void WriteOpenObject(ref LogLine line, RequestTimeline request)
    {
        WriteHead(ref line, request);
        JsonText.Text(ref line, ",\"user_agent\":"u8, request.Logged?.Request(UserAgentField));
        JsonText.Flag(ref line, ",\"origin_reused\":"u8, request.ReusedOrigin);
        if (request.IsTunnel)
        {
            JsonText.Milliseconds(ref line, ",\"longest_pause_ms\":"u8, request.LongestPause);
            WriteRecords(ref line, request);
        }

        JsonText.Text(ref line, ",\"banner\":"u8, request.Banner);

        WriteStages(ref line, request);
        if (request.Trace.Exists)
        {
            TraceReading trace = request.HowConnected;
            WriteLookUp(ref line, trace);
            WriteAttempts(ref line, trace);
        }

        JsonTls.Write(ref line, request.Tls);
    }

    private static void WriteRecords(ref LogLine line, RequestTimeline request)
    {
        if (request.TlsRecordsUp + request.TlsRecordsDown > 0)
        {
            JsonText.Number(ref line, ",\"records_up\":"u8, request.TlsRecordsUp);
            JsonText.Number(ref line, ",\"records_down\":"u8, request.TlsRecordsDown);
            line.Append(request.TlsRecordsAreExact ? ",\"records_exact\":true"u8 : ",\"records_exact\":false"u8);
        }
    }

    /// <summary>Everything, and in words what was seen and what could not be.</summary>
    public static void WriteWithSight(ref LogLine line, RequestTimeline request)
    {
        WriteOpenObject(ref line, request);
        JsonText.List(ref line, ",\"saw\":"u8, request.Saw);
        JsonText.List(ref line, ",\"could_not_see\":"u8, request.CouldNotSee);
        line.Append((byte)'}');
    }

    /// <summary>The keys that a list has, and the object's end.</summary>
    public static void WriteShort(ref LogLine line, RequestTimeline request)
    {
        WriteHead(ref line, request);
        line.Append((byte)'}');
    }

    private static void WriteHead(ref LogLine line, RequestTimeline request)
    {
        line.Append("{\"time\":"u8);
        JsonText.Time(ref line, request.StartedAt);
        JsonText.Number(ref line, ",\"id\":"u8, request.Id);
        line.Append(!request.IsOpen ? ",\"event\":\"end\""u8 : request.IsStarting ? ",\"event\":\"start\""u8 : ",\"event\":\"progress\""u8);
        if (!request.Client.IsUnixSocket)
        {
            line.Append(",\"client\":\""u8);
            line.Append(request.Client);
            JsonText.NumberOrZero(ref line, "\",\"client_port\":"u8, request.ClientPort);
        }

        JsonText.Text(ref line, ",\"user\":"u8, request.User);
        JsonText.Text(ref line, ",\"method\":"u8, LoggedLine.Method(request.RequestLine));
        JsonText.Text(ref line, ",\"target\":"u8, LoggedLine.Target(request.RequestLine));
        JsonText.Text(ref line, ",\"host\":"u8, request.Host);
        JsonText.Number(ref line, ",\"port\":"u8, request.Port);
        if (request.Origin.Port != 0)
        {
            JsonText.EndPoint(ref line, ",\"origin\":"u8, request.Origin);
        }

        JsonText.Number(ref line, ",\"status\":"u8, request.Status);
        line.Append(s_outcomes[(int)request.Outcome]);
        JsonText.Word(ref line, ",\"ended_by\":"u8, RequestEnding.By(request));
        JsonText.Word(ref line, ",\"ended_with\":"u8, RequestEnding.With(request));
        JsonText.Text(ref line, ",\"detail\":"u8, request.Detail);
        JsonText.Word(ref line, ",\"verdict\":"u8, request.Verdict is { } verdict ? VerdictWord.Of(verdict) : null);
        JsonText.Text(ref line, ",\"rule\":"u8, request.DecidedBy);
        JsonText.NumberOrZero(ref line, ",\"bytes_up\":"u8, request.BytesUp);
        JsonText.NumberOrZero(ref line, ",\"bytes_down\":"u8, request.BytesDown);
        JsonText.Number(ref line, ",\"answer_bytes\":"u8, request.AnswerBytes);
        JsonText.Milliseconds(ref line, ",\"duration_ms\":"u8, request.Duration);
        JsonText.Word(ref line, ",\"protocol\":"u8, request.Protocol);
        JsonText.Text(ref line, ",\"summary\":"u8, request.Summary);
    }

    private static void WriteStages(ref LogLine line, RequestTimeline request)
    {
        line.Append(",\"stages\":{"u8);
        bool isFirst = true;
        for (var stage = TimelineStage.Accepted; stage <= TimelineStage.OriginFinished; stage++)
        {
            if (request.At(stage) is { } at)
            {
                JsonText.Milliseconds(ref line, NameOf(stage)[(isFirst ? 1 : 0)..], at);
                isFirst = false;
            }
        }

        if (!request.IsOpen)
        {
            JsonText.Milliseconds(ref line, ",\"ended\":"u8[(isFirst ? 1 : 0)..], request.Duration);
        }

        line.Append((byte)'}');
    }

    /// <summary>The word for a stage.</summary>
    public static ReadOnlySpan<byte> WordOf(TimelineStage stage) => NameOf(stage)[2..^2];

    private static ReadOnlySpan<byte> NameOf(TimelineStage stage) => stage switch
    {
        TimelineStage.Accepted => ",\"accepted\":"u8,
        TimelineStage.HeadRead => ",\"head_read\":"u8,
        TimelineStage.Identified => ",\"identified\":"u8,
        TimelineStage.Decided => ",\"decided\":"u8,
        TimelineStage.LookedUp => ",\"looked_up\":"u8,
        TimelineStage.Connected => ",\"connected\":"u8,
        TimelineStage.ReplySent => ",\"reply_sent\":"u8,
        TimelineStage.FirstByteUp => ",\"first_byte_up\":"u8,
        TimelineStage.ClientHello => ",\"client_hello\":"u8,
        TimelineStage.FirstByteDown => ",\"first_byte_down\":"u8,
        TimelineStage.ServerHello => ",\"server_hello\":"u8,
        TimelineStage.ClientFinished => ",\"client_finished\":"u8,
        _ => ",\"origin_finished\":"u8,
    };

    private static void WriteLookUp(ref LogLine line, in TraceReading trace)
    {
        if (trace.Asked is not { } lookUp)
        {
            return;
        }

        JsonText.Word(ref line, ",\"lookup\":{\"source\":"u8, lookUp.Source);
        JsonText.Milliseconds(ref line, ",\"start_ms\":"u8, lookUp.Start);
        JsonText.Milliseconds(ref line, ",\"end_ms\":"u8, lookUp.End);
        JsonText.Text(ref line, ",\"rcode\":"u8, lookUp.ResponseCode);
        line.Append(",\"answers\":["u8);
        int count = trace.AnswerCount;
        for (int i = 0; i < count; i++)
        {
            TracedAnswer answer = trace.AnswerAt(i);
            line.Append(i == 0 ? "{\"address\":\""u8 : ",{\"address\":\""u8);
            line.Append(answer.Address);
            line.Append((byte)'"');
            if (answer.TimeToLive is { } timeToLive)
            {
                line.Append(",\"ttl_s\":"u8);
                line.Append((long)timeToLive.TotalSeconds);
            }

            if (answer.IsKept is { } isKept)
            {
                line.Append(isKept ? ",\"kept\":true"u8 : ",\"kept\":false"u8);
            }

            JsonText.Text(ref line, ",\"reason\":"u8, answer.Reason);
            line.Append((byte)'}');
        }

        line.Append("]}"u8);
    }

    private static void WriteAttempts(ref LogLine line, in TraceReading trace)
    {
        int count = trace.AttemptCount;
        for (int i = 0; i < count; i++)
        {
            TracedAttempt attempt = trace.AttemptAt(i);
            JsonText.EndPoint(ref line, i == 0 ? ",\"attempts\":[{\"address\":"u8 : ",{\"address\":"u8, attempt.EndPoint);
            JsonText.Milliseconds(ref line, ",\"start_ms\":"u8, attempt.Start);
            JsonText.Milliseconds(ref line, ",\"end_ms\":"u8, attempt.End);
            JsonText.Word(ref line, ",\"result\":"u8, attempt.Result);
            line.Append((byte)'}');
        }

        if (count > 0)
        {
            line.Append((byte)']');
        }
    }
}

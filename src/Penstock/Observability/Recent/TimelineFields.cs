using System.Net.Sockets;
using Penstock.Observability.Formats;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Observability.Recent;

/// <summary>What is kept of a request that has ended: all that a <see cref="TimelineState"/> knows but what only its access log line or its span needs.</summary>
internal static class TimelineFields
{
    // What a number, an object's and a length's place take at the most is some 600 bytes together; then what has no fixed size.
    private const int MostOfFixed = 768;
    private const int MostOfAddress = 64;

    /// <summary>How many bytes it takes to write it, at the most.</summary>
    public static int MostBytes(in TimelineState state) =>
        MostOfFixed + state.RequestLine.Length + LoggedFields.MaxFieldBytes + (3 * (state.Host?.Length ?? 0)) + (MostOfAddress * (state.Trace.Judged.Count + state.Trace.Attempts.Count));

    /// <summary>Passes each value on.</summary>
    public static void Pass<T>(ref TimelineState state, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        fields.Object(ref state.Time!);
        fields.Number(ref state.Id);
        fields.Address(ref state.Client);
        fields.Number(ref state.StartedTicks);
        long startedAt = state.StartedAt.UtcTicks;
        fields.Number(ref startedAt);
        state.StartedAt = new DateTimeOffset(startedAt, TimeSpan.Zero);
        foreach (ref long stamp in state.Stamps)
        {
            Stamp(ref stamp, state.StartedTicks, ref fields);
        }

        Time(ref state.Duration, ref fields);
        Time(ref state.LongestPause, ref fields);
        fields.Object(ref state.Method!);
        fields.Bytes(ref state.RequestLine);
        fields.Text(ref state.Host);
        Number(ref state.Port, ref fields);
        fields.Object(ref state.User);
        Flags(ref state, ref fields);
        Number(ref state.Status, ref fields);
        fields.Number(ref state.BytesUp);
        fields.Number(ref state.BytesDown);
        fields.Number(ref state.TlsRecordsUp);
        fields.Number(ref state.TlsRecordsDown);
        int outcome = (int)state.Outcome;
        Number(ref outcome, ref fields);
        state.Outcome = (ProxyOutcome)outcome;
        fields.Object(ref state.Detail);
        fields.Object(ref state.Decision);
        fields.Address(ref state.Origin);
        Number(ref state.RequestHeadBytes, ref fields);
        Number(ref state.ResponseHeadBytes, ref fields);
        Number(ref state.Before, ref fields);
        fields.Object(ref state.Recognized);
        UserAgent(ref state, ref fields);
        Trace(ref state.Trace, state.StartedTicks, ref fields);
    }

    private static void UserAgent<T>(ref TimelineState state, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        byte[] agent = T.IsReader ? [] : state.Logged?.Request(JsonLine.UserAgentField) ?? [];
        fields.Bytes(ref agent);
        if (T.IsReader)
        {
            state.Logged = agent.Length == 0 ? null : LoggedFields.OfUserAgent(agent);
        }
    }

    private static void Flags<T>(ref TimelineState state, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        long flags = (state.IsTunnel ? 1 : 0) | (state.KeepsConnection ? 2 : 0) | (state.ReusedOrigin ? 4 : 0) | (state.TlsRecordsAreExact ? 8 : 0) | (state.Trace.Exists ? 16 : 0)
            | (state.Trace.WasCached ? 32 : 0) | (state.IsOwnAnswer ? 64 : 0);
        fields.Number(ref flags);
        if (T.IsReader)
        {
            state.IsTunnel = (flags & 1) != 0;
            state.KeepsConnection = (flags & 2) != 0;
            state.ReusedOrigin = (flags & 4) != 0;
            state.TlsRecordsAreExact = (flags & 8) != 0;
            state.Trace.Exists = (flags & 16) != 0;
            state.Trace.WasCached = (flags & 32) != 0;
            state.IsOwnAnswer = (flags & 64) != 0;
        }
    }

    private static void Trace<T>(ref TraceState trace, long started, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        if (!trace.Exists)
        {
            return;
        }

        Stamp(ref trace.LookUpStart, started, ref fields);
        Stamp(ref trace.LookUpEnd, started, ref fields);
        fields.Object(ref trace.Found);
        int judged = trace.Judged.Count;
        Number(ref judged, ref fields);
        for (int i = 0; i < judged; i++)
        {
            TraceState.Verdict verdict = T.IsReader ? default : trace.Judged.At(i);
            PeerAddress address = verdict.Address;
            fields.Address(ref address);
            int ruling = ((int)verdict.Given.Ruling << 8) | (int)verdict.Given.Class;
            Number(ref ruling, ref fields);
            Decision? decision = verdict.Given.Decision;
            fields.Object(ref decision);
            if (T.IsReader)
            {
                trace.Judged.Add(new(address, new AddressVerdict((AddressRuling)(ruling >> 8), (AddressClass)(ruling & 0xFF), decision)));
            }
        }

        int attempts = trace.Attempts.Count;
        Number(ref attempts, ref fields);
        for (int i = 0; i < attempts; i++)
        {
            TraceState.Attempt attempt = T.IsReader ? default : trace.Attempts.At(i);
            fields.Address(ref attempt.EndPoint);
            Stamp(ref attempt.Start, started, ref fields);
            Stamp(ref attempt.End, started, ref fields);
            int result = (int)attempt.Result;
            Number(ref result, ref fields);
            attempt.Result = (SocketError)result;
            if (T.IsReader)
            {
                trace.Attempts.Add(attempt);
            }
        }
    }

    // Most are some milliseconds from the start, and 0 stands for none: it stays 0, and the others are one away from it.
    private static void Stamp<T>(ref long stamp, long started, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        long since = stamp - started;
        long value = stamp == 0 ? 0 : since >= 0 ? since + 1 : since;
        fields.Number(ref value);
        if (T.IsReader)
        {
            stamp = value == 0 ? 0 : started + (value > 0 ? value - 1 : value);
        }
    }

    private static void Time<T>(ref TimeSpan time, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        long ticks = time.Ticks;
        fields.Number(ref ticks);
        time = new TimeSpan(ticks);
    }

    private static void Number<T>(ref int number, ref T fields)
        where T : ITimelineFields, allows ref struct
    {
        long value = number;
        fields.Number(ref value);
        number = (int)value;
    }
}

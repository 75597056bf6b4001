using Penstock.Linux;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>Numbers as JSON; unlike those of a request, which are left out where they are not known, a counter of 0 is written.</summary>
internal static class CounterJson
{
    public static void WriteClosed(ref LogLine line, int closed)
    {
        Number(ref line, "{\"closed\":"u8, closed);
        line.Append((byte)'}');
    }

    /// <summary>The <c>counters</c> of status and ticks.</summary>
    public static void Write(ref LogLine line, ProxyStatistics totals)
    {
        Number(ref line, "{\"connections\":"u8, totals.ConnectionsAccepted);
        Number(ref line, ",\"connections_open\":"u8, totals.ConnectionsOpen);
        Number(ref line, ",\"requests\":"u8, totals.Requests);
        Number(ref line, ",\"requests_open\":"u8, totals.RequestsOpen);
        Number(ref line, ",\"tunnels\":"u8, totals.TunnelsOpened);
        Number(ref line, ",\"tunnels_open\":"u8, totals.TunnelsOpen);
        Number(ref line, ",\"bytes_up\":"u8, totals.BytesUp);
        Number(ref line, ",\"bytes_down\":"u8, totals.BytesDown);
        Number(ref line, ",\"bytes_copied\":"u8, totals.BytesCopied);
        Number(ref line, ",\"bytes_spliced\":"u8, totals.BytesSpliced);
        Number(ref line, ",\"refused\":"u8, OutcomeKinds.Count(totals, OutcomeKinds.IsRefused));
        Number(ref line, ",\"failed\":"u8, OutcomeKinds.Count(totals, OutcomeKinds.IsFailed));
        Number(ref line, ",\"rejected\":"u8, OutcomeKinds.Count(totals, OutcomeKinds.IsRejected));
        line.Append(",\"outcomes\":{"u8);
        bool isFirst = true;
        foreach ((ProxyOutcome outcome, long count) in totals.Outcomes)
        {
            line.Append(isFirst ? "\""u8 : ",\""u8);
            line.Append(outcome.ToString());
            Number(ref line, "\":"u8, count);
            isFirst = false;
        }

        Number(ref line, "},\"origin_connections_idle\":"u8, totals.OriginConnectionsIdle);
        Number(ref line, ",\"log_lines_lost\":"u8, totals.LogLinesLost);
        if (OperatingSystem.IsLinux() && ProcessDescriptors.Open is { } descriptors)
        {
            Number(ref line, ",\"descriptors\":"u8, descriptors);
        }

        Number(ref line, ",\"memory\":"u8, Environment.WorkingSet);
        line.Append((byte)'}');
    }

    public static void Number(ref LogLine line, ReadOnlySpan<byte> key, long value)
    {
        line.Append(key);
        line.Append(value);
    }
}

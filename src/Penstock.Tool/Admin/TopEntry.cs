using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>What is known of all requests of one host, or of one client.</summary>
internal sealed record TopEntry(string Key, int Requests, int Refused, int Failed, int Open, long BytesUp, long BytesDown)
{
    /// <summary>Those with most requests; what has no key (a head that was not understood, a client on a Unix socket) is in none.</summary>
    public static IReadOnlyList<TopEntry> Of(IEnumerable<IGrouping<string?, RequestTimeline>> groups, int limit) =>
    [
        .. groups.Where(group => group.Key is not null).Select(Of).OrderByDescending(entry => entry.Requests).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(limit),
    ];

    public static void Write(ref LogLine line, IReadOnlyList<TopEntry> entries)
    {
        line.Append((byte)'[');
        for (int i = 0; i < entries.Count; i++)
        {
            TopEntry entry = entries[i];
            JsonText.Text(ref line, i == 0 ? "{\"key\":"u8 : ",{\"key\":"u8, entry.Key);
            CounterJson.Number(ref line, ",\"requests\":"u8, entry.Requests);
            CounterJson.Number(ref line, ",\"refused\":"u8, entry.Refused);
            CounterJson.Number(ref line, ",\"failed\":"u8, entry.Failed);
            CounterJson.Number(ref line, ",\"open\":"u8, entry.Open);
            CounterJson.Number(ref line, ",\"bytes_up\":"u8, entry.BytesUp);
            CounterJson.Number(ref line, ",\"bytes_down\":"u8, entry.BytesDown);
            line.Append((byte)'}');
        }

        line.Append((byte)']');
    }

    private static TopEntry Of(IGrouping<string?, RequestTimeline> group)
    {
        (int requests, int refused, int failed, int open, long up, long down) = (0, 0, 0, 0, 0L, 0L);
        foreach (RequestTimeline request in group)
        {
            ProxyOutcome outcome = request.Outcome;
            requests++;
            refused += OutcomeKinds.IsRefused(outcome) ? 1 : 0;
            failed += OutcomeKinds.IsFailed(outcome) ? 1 : 0;
            open += outcome == ProxyOutcome.None ? 1 : 0;
            up += request.BytesUp;
            down += request.BytesDown;
        }

        return new(group.Key!, requests, refused, failed, open, up, down);
    }
}

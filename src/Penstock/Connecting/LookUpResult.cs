using System.Diagnostics;
using System.Net;

namespace Penstock.Connecting;

/// <summary>How a look-up ended.</summary>
internal enum LookUpStatus
{
    /// <summary>There is at least one address.</summary>
    Found,

    /// <summary>The name does not exist, or has no address.</summary>
    NameUnknown,

    /// <summary>Every server refused, failed, made no sense or could not be reached.</summary>
    Failed,

    /// <summary>No server answered in time.</summary>
    TimedOut,
}

/// <summary>What is known of a name in one address family.</summary>
/// <param name="Status">How the question ended; <see cref="Addresses"/> is empty unless it is <see cref="LookUpStatus.Found"/>.</param>
/// <param name="Addresses">In the order they were given.</param>
/// <param name="TimeToLive">How long this may be used again; zero for now only.</param>
/// <param name="ResponseCode">The DNS response code by its name in the IANA registry ("NXDOMAIN"), or null where no server gave one.</param>
internal sealed record FamilyAnswer(LookUpStatus Status, IReadOnlyList<IPAddress> Addresses, TimeSpan TimeToLive, string? ResponseCode)
{
    /// <summary>The longest any answer is used. A week-long lifetime is as often a mistake as a plan; BIND and Unbound cap at a week and a day.</summary>
    public static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(1);

    /// <summary>The longest a "no such name" is believed: it spares the servers a client that retries in a loop, and someone who has just made the
    /// record waits no longer than it takes to try again. RFC 2308, section 5, would allow hours.</summary>
    public static readonly TimeSpan MaxNegativeTimeToLive = TimeSpan.FromSeconds(5);

    /// <summary>How long a failure is repeated without asking. RFC 9520, section 3.2, wants at least 1 s, so that retries do not add to an outage.</summary>
    public static readonly TimeSpan FailureTimeToLive = TimeSpan.FromSeconds(1);

    public static readonly FamilyAnswer TimedOut = new(LookUpStatus.TimedOut, [], FailureTimeToLive, null);

    public static FamilyAnswer Found(IReadOnlyList<IPAddress> addresses, TimeSpan timeToLive, string? responseCode = null)
    {
        Debug.Assert(addresses.Count > 0);
        return new(LookUpStatus.Found, addresses, timeToLive, responseCode);
    }

    public static FamilyAnswer Unknown(TimeSpan timeToLive, string? responseCode) => new(LookUpStatus.NameUnknown, [], timeToLive, responseCode);

    public static FamilyAnswer Failed(string? responseCode = null) => new(LookUpStatus.Failed, [], FailureTimeToLive, responseCode);

    /// <summary>The answer for a family of which <paramref name="addresses"/> is all there is.</summary>
    public static FamilyAnswer OfAll(IReadOnlyList<IPAddress> addresses, TimeSpan timeToLive) =>
        addresses.Count > 0 ? Found(addresses, timeToLive) : Unknown(timeToLive, null);
}

/// <summary>What is known of a name, both families together.</summary>
internal sealed record LookUpResult(FamilyAnswer V6, FamilyAnswer V4)
{
    /// <summary>Who knew: <c>dns</c>, <c>hosts</c> (the file, and what every system calls itself) or <c>system</c>.</summary>
    public string Source { get; init; } = "dns";

    // One family with addresses is enough. Without any, a failure outweighs "no such name", which is only half of an answer then; and a server
    // that said what is wrong outweighs one that said nothing.
    private FamilyAnswer Decisive { get; } =
        V6.Status == LookUpStatus.Found ? V6
        : V4.Status == LookUpStatus.Found ? V4
        : Weight(V6) >= Weight(V4) ? V6 : V4;

    public LookUpStatus Status => Decisive.Status;

    /// <summary>As in <see cref="FamilyAnswer.ResponseCode"/>; the one that explains <see cref="Status"/>.</summary>
    public string? ResponseCode => Decisive.ResponseCode;

    /// <summary>How long this may be used again. "This name has no AAAA" does not shorten the life of its A records, or most names would be asked
    /// for every few seconds; a family that failed does, since it should be asked again soon.</summary>
    public TimeSpan TimeToLive
    {
        get
        {
            bool v6Counts = Status != LookUpStatus.Found || V6.Status != LookUpStatus.NameUnknown;
            bool v4Counts = Status != LookUpStatus.Found || V4.Status != LookUpStatus.NameUnknown;
            return !v6Counts ? V4.TimeToLive : !v4Counts ? V6.TimeToLive : Min(V6.TimeToLive, V4.TimeToLive);
        }
    }

    public static LookUpResult Failed { get; } = new(FamilyAnswer.Failed(), FamilyAnswer.Failed());

    public static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static int Weight(FamilyAnswer answer) => answer switch
    {
        { Status: LookUpStatus.Failed } => 3,
        { Status: LookUpStatus.TimedOut } => 2,
        { ResponseCode: "NXDOMAIN" } => 1,
        _ => 0,
    };
}

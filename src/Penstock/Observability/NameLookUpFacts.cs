using System.Net;

namespace Penstock;

/// <summary>How a request's name became addresses.</summary>
/// <param name="Source"><c>literal</c> (an address was asked for), <c>cache</c>, <c>hosts</c>, <c>dns</c> or <c>system</c>.</param>
/// <param name="Start">When it was asked, from the start of the timeline.</param>
/// <param name="End">When the first addresses were there, or the answer that there are none; null while it is awaited. IPv4 and IPv6 are asked for at once, and each can be dialled as soon as it is there.</param>
/// <param name="ResponseCode">The DNS response code that explains a failure (<c>NXDOMAIN</c>); null for none.</param>
/// <param name="Answers">The addresses, IPv6 first; empty if there are none.</param>
public sealed record NameLookUpFacts(string Source, TimeSpan Start, TimeSpan? End, string? ResponseCode, IReadOnlyList<LookedUpAddress> Answers);

/// <summary>One address of a name, or the one that was asked for.</summary>
/// <param name="Address">The address.</param>
/// <param name="TimeToLive">How long the answer may be used, as it was given; null for one that is no answer.</param>
/// <param name="IsKept">Whether it might be dialled; null if it was not looked at, because another was connected to before.</param>
/// <param name="Reason">Why: its class, or what forbids it; null if it was not looked at.</param>
public sealed record LookedUpAddress(IPAddress Address, TimeSpan? TimeToLive, bool? IsKept, string? Reason);

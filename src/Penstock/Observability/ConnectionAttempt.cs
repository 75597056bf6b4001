using System.Net;

namespace Penstock;

/// <summary>One address that was dialled for a request.</summary>
/// <param name="EndPoint">The address and port.</param>
/// <param name="Start">When it began, from the start of the timeline.</param>
/// <param name="End">When its result was known; null while it runs.</param>
/// <param name="Result"><c>connected</c>; an errno word such as <c>ECONNREFUSED</c>; <c>no answer</c>; <c>abandoned</c> for one that lost a race (RFC 8305); null while it runs.</param>
public sealed record ConnectionAttempt(IPEndPoint EndPoint, TimeSpan Start, TimeSpan? End, string? Result);

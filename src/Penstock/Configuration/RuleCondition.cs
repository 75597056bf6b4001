using System.Net;

namespace Penstock;

/// <summary>What must hold of a request, apart from its destination, for a rule to match it.</summary>
public abstract record RuleCondition
{
    private RuleCondition()
    {
    }

    /// <summary>Every one of these; true if there are none.</summary>
    public sealed record AllOf(IReadOnlyList<RuleCondition> Of) : RuleCondition;

    /// <summary>At least one of these; false if there are none.</summary>
    public sealed record AnyOf(IReadOnlyList<RuleCondition> Of) : RuleCondition;

    /// <summary>None of these.</summary>
    public sealed record NoneOf(IReadOnlyList<RuleCondition> Of) : RuleCondition;

    /// <summary>The client's address is in one of these networks. A client on a Unix socket is in 127.0.0.0/8.</summary>
    public sealed record From(IReadOnlyList<IPNetwork> Networks) : RuleCondition;

    /// <summary>The client's name, found by its address and confirmed by looking the name up, is one of these or ends in one with a dot before it.</summary>
    public sealed record FromName(IReadOnlyList<string> Names) : RuleCondition;

    /// <summary>The client has authenticated as one of these; with no name in the list, as anyone.</summary>
    public sealed record User(IReadOnlyList<string> Names) : RuleCondition;

    /// <summary>The client has authenticated as a member of one of these groups.</summary>
    public sealed record Group(IReadOnlyList<string> Names) : RuleCondition;

    /// <summary>The method is one of these; case matters (RFC 9110, section 9.1).</summary>
    public sealed record Method(IReadOnlyList<string> Names) : RuleCondition;

    /// <summary>The URL matches one of these: shell wildcards <c>*</c>, <c>?</c> and <c>[a-z]</c>, which match a slash too. For CONNECT the URL is <c>host:port</c>, for the rest <c>http://host/path</c>, with
    /// the port if it is not 80. Letters of a path match in either case for a rule that denies or reports, and in their own for one that allows; of scheme and host there is no case.</summary>
    public sealed record Url(IReadOnlyList<string> Patterns) : RuleCondition;

    /// <summary>The client came by one of these listeners, by their ports.</summary>
    public sealed record ListenerPort(IReadOnlyList<int> Ports) : RuleCondition;

    /// <summary>The local time is in one of these spans.</summary>
    public sealed record Hours(IReadOnlyList<HourSpan> Spans) : RuleCondition;
}

/// <summary>A span of hours on some days of the week.</summary>
/// <param name="Days">Bit 0 is Sunday, bit 6 Saturday: the days on which it begins.</param>
/// <param name="From">Since midnight.</param>
/// <param name="To">Since midnight, excluded; one that is not past <paramref name="From"/> is on the next day.</param>
public readonly record struct HourSpan(byte Days, TimeSpan From, TimeSpan To);

using System.Net;

namespace Penstock;

/// <summary>What a rule does with the requests that it matches.</summary>
public enum RuleVerdict
{
    /// <summary>They are carried out.</summary>
    Allow,

    /// <summary>They are refused: 403.</summary>
    Deny,

    /// <summary>They are carried out, and the log says that they would have been refused: for trying a rule before it counts.</summary>
    Report,
}

/// <summary>Which requests are carried out: the first rule that matches decides, and <see cref="Default"/> if none does.</summary>
public sealed record PolicyConfig
{
    /// <summary>In order. Default none.</summary>
    public IReadOnlyList<RuleConfig> Rules { get; init; } = [];

    /// <summary>For requests that no rule matches. Default <see cref="RuleVerdict.Allow"/>; <see cref="RuleVerdict.Report"/> has no meaning here.</summary>
    public RuleVerdict Default { get; init; } = RuleVerdict.Allow;

    /// <summary>Where <see cref="Default"/> was written; null if nowhere.</summary>
    public ConfigPlace? DefaultPlace { get; init; }

    /// <summary>The ports that CONNECT may reach, unless the rule that allows it names ports itself. Default null: all. A configuration file whose clients are beyond
    /// loopback means 443 and 563 if it says nothing, as Apache does.</summary>
    public IReadOnlyList<PortRange>? ConnectPorts { get; init; }

    /// <summary>Open tunnels at a reload. Default <see cref="ReloadMode.Keep"/>.</summary>
    public ReloadMode OnReload { get; init; }
}

/// <summary>Ports from one to another, both included.</summary>
/// <param name="First">From 0 to 65,535.</param>
/// <param name="Last">From <paramref name="First"/> to 65,535.</param>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>Whether a port is one of them.</summary>
    public bool Contains(int port) => port >= First && port <= Last;

    /// <summary>As it is written: <c>443</c>, or <c>8000-8999</c>.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}

/// <summary>One rule. It matches a request that has one of its destinations, one of its ports, and fulfils its condition.</summary>
public sealed record RuleConfig
{
    /// <summary>What it does.</summary>
    public required RuleVerdict Verdict { get; init; }

    /// <summary>Names, matched before the look-up, and addresses and networks, matched after it. Default none, and no <see cref="Lists"/>: every destination.</summary>
    public IReadOnlyList<DestinationPattern> To { get; init; } = [];

    /// <summary>Lists of destinations: one of them is enough, as it is of <see cref="To"/>.</summary>
    public IReadOnlyList<HostList> Lists { get; init; } = [];

    /// <summary>Default none: every port.</summary>
    public IReadOnlyList<PortRange> Ports { get; init; } = [];

    /// <summary>What else must hold; null for nothing.</summary>
    public RuleCondition? When { get; init; }

    /// <summary>Why there is this rule, for whoever is refused by it; null for no reason given.</summary>
    public string? Because { get; init; }

    /// <summary>Where it was written; null if nowhere.</summary>
    public ConfigPlace? Place { get; init; }

    /// <summary>The rule in words, for messages: <c>deny *.example.net</c>.</summary>
    public required string Text { get; init; }
}

namespace Penstock;

/// <summary>A rule in force, and how often it has decided: <see cref="ProxyServer.Rules"/>.</summary>
/// <param name="Text">The rule in words: <c>deny *.example.net</c>; for the last, which is for requests that no rule matches, <c>default: allow</c>.</param>
/// <param name="Verdict">What it does with the requests that it matches.</param>
/// <param name="Because">Why there is this rule; null for no reason given.</param>
/// <param name="Place">Where it was written; null if nowhere.</param>
/// <param name="Hits">
/// The requests that it has decided, each once: a tunnel when it is opened, every other request when it ends. One that was refused for another reason (its address, its port) counts for the rule that
/// would have let it pass. A reload keeps the count of a rule whose text and place stay the same.
/// </param>
/// <param name="LastHit">When it last did; null if it never has.</param>
public sealed record RuleStatistics(string Text, RuleVerdict Verdict, string? Because, ConfigPlace? Place, long Hits, DateTimeOffset? LastHit);

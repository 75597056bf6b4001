namespace Penstock.Policy;

/// <summary>How far the rules came with what is known of a request.</summary>
/// <param name="Match"><see cref="Policy.Match.Yes"/> if they decided; otherwise what they have to know first.</param>
/// <param name="Decision">What they decided; null if they did not.</param>
/// <param name="IsByAddress">Whether the rule that decided names the address.</param>
/// <param name="Rule">The rule that has to know more.</param>
internal readonly record struct PolicyResult(Match Match, Decision? Decision, bool IsByAddress, int Rule)
{
    public bool IsDecided => Match == Match.Yes;
}

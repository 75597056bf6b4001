using System.Net;
using Penstock.Policy;

namespace Penstock.Connecting;

/// <summary>What one request's addresses are judged by, just before they are dialled or used again: the protection of this host and its networks, and the rules.</summary>
/// <param name="Judge">Who knows the addresses of this machine.</param>
/// <param name="ClientIsLoopback">The client is on this host.</param>
/// <param name="Port">The port that would be dialled.</param>
/// <param name="Policy">The rules.</param>
/// <param name="Facts">The request; null if there are no rules.</param>
/// <param name="ByName">What the rules said before there was an address.</param>
internal readonly record struct DestinationCheck(DestinationJudge Judge, bool ClientIsLoopback, int Port, PolicyEvaluator Policy, RequestFacts? Facts, PolicyResult ByName)
{
    /// <summary>The verdict on one address. It seldom has to wait.</summary>
    public ValueTask<AddressVerdict> JudgeAsync(IPAddress address)
    {
        ValueTask<AddressVerdict> judging = Judge.JudgeAsync(ClientIsLoopback, address, Port);
        return judging.IsCompletedSuccessfully ? new(Apply(judging.Result, address)) : ApplyAsync(judging, address);
    }

    private async ValueTask<AddressVerdict> ApplyAsync(ValueTask<AddressVerdict> judging, IPAddress address) => Apply(await judging, address);

    /// <summary>What the rules make of a verdict.</summary>
    public AddressVerdict Apply(AddressVerdict verdict, IPAddress address)
    {
        if (Facts is null || verdict.Ruling == AddressRuling.OwnListener)
        {
            return verdict;
        }

        PolicyResult result = ByName.IsDecided ? ByName : Policy.Evaluate(Facts, address, ByName.Rule);
        if (result.Decision is not { } decision)
        {
            return verdict with { Ruling = AddressRuling.NeedsUser };
        }

        verdict = verdict with { Decision = decision };
        if (decision.Verdict == RuleVerdict.Deny)
        {
            return verdict with { Ruling = Policy.AsksAgain(Facts, address) ? AddressRuling.NeedsUser : AddressRuling.DeniedByRule };
        }

        if (!Policy.AllowsPort(Facts, decision))
        {
            return verdict with { Ruling = AddressRuling.PortNotAllowed };
        }

        if (verdict.IsAllowed)
        {
            return verdict;
        }

        return (result.IsByAddress && decision.Verdict == RuleVerdict.Allow ? Match.Yes : Policy.Opens(Facts, address)) switch
        {
            Match.Yes => verdict with { Ruling = AddressRuling.Allowed },
            Match.NeedsUser => verdict with { Ruling = AddressRuling.NeedsUser },
            _ => verdict,
        };
    }
}

using System.Net;
using Penstock.Connecting;
using Penstock.Http;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock;

/// <summary>May this client have this request? Asked before anything is looked up; what is left to say of addresses goes with the request, as its <see cref="ProxyRequest.Check"/>.</summary>
internal sealed class RequestJudge(Connection client, OpenListener listener, ProxyServices services)
{
    /// <summary>The detail of a request whose credentials were not looked at, because too many come at once.</summary>
    internal const string CredentialsWait = "too many credentials wait to be verified";

    // As long as anybody is patient.
    private const int LongestTurnMilliseconds = 30_000;

    private LoopSignal? _delay;
    private bool _isStopped;

    /// <summary>Whether the client may use what it asks for at all, by its address.</summary>
    public bool IsAdmitted(ProxyRequest request)
    {
        if (request.Outcome == ProxyOutcome.None)
        {
            bool allowed = (request.Kind == RequestKind.Own ? request.Snapshot.ReadersOf(listener) : request.Snapshot.ClientsOf(listener)).Allows(client.Peer);
            request.Outcome = allowed ? ProxyOutcome.None : ProxyOutcome.ClientNotAllowed;
        }

        return request.Outcome == ProxyOutcome.None;
    }

    /// <summary>Whether the rules allow the request, as far as they can say before its addresses are known. Waits only for what they have to know of the client.</summary>
    public ValueTask<bool> IsAllowedAsync(ProxyRequest request)
    {
        ProxySnapshot snapshot = request.Snapshot;
        PolicyEvaluator policy = snapshot.Policy;
        bool asksUsers = snapshot.Users is { } users && (users.Config.Required || policy.LooksAtUsers);
        if (policy.IsEmpty && !asksUsers && request.Kind != RequestKind.Tunnel && !request.Upgrade.Any)
        {
            request.Check = Check(request, null, default);
            request.Timeline.Decision = policy.Default;
            request.Timeline.Stamp(TimelineStage.Decided);
            return new(true);
        }

        // An open tunnel keeps the facts: the next configuration may have rules.
        var facts = new RequestFacts(client.Peer, listener.Port, request.Timeline.Method, request.Destination, services.Time)
        {
            Url = request.Url,
            AsksUsersAgain = snapshot.Config.Replies == ReplyProfile.Apache, // as long as AuthzSendForbiddenOnFailure is off
        };
        if (asksUsers && !IsUserKnown(request, facts))
        {
            return IdentifyAndJudgeAsync(request, facts);
        }

        PolicyResult result = policy.Evaluate(facts);
        bool mayNeedToOpen = policy.OpensByClientNames && !client.Peer.IsLoopback && result.Decision is not { Verdict: RuleVerdict.Deny };
        return (result.Match is Match.NeedsClientName or Match.NeedsAddress && policy.LooksAtClientNames) || mayNeedToOpen
            ? FindNamesAndJudgeAsync(request, facts)
            : new(Judge(request, facts, result));
    }

    /// <summary>The proxy stops, or the request was closed: nobody waits any more for an answer that was put off.</summary>
    public void Stop()
    {
        _isStopped = true;
        _delay?.Set();
    }

    /// <summary>What another configuration has against a tunnel that is open: all that it would have been asked as a new one, of the address that it has reached. Null if it may stay.</summary>
    public async ValueTask<string?> FindFaultAsync(ProxySnapshot snapshot, RequestFacts facts, IPAddress address)
    {
        const string Unknown = "its client has not said who it is";
        if (!snapshot.ClientsOf(listener).Allows(client.Peer))
        {
            return "its client is none of those that may use the proxy";
        }

        if (snapshot.Users is { Config.Required: true } && facts.User is null)
        {
            return Unknown;
        }

        facts.IsMember = snapshot.Users is null ? null : snapshot.Users.IsMember;
        facts.User = snapshot.Users is null ? null : facts.User;
        if (snapshot.Policy.LooksAtClientNames)
        {
            await FindNamesAsync(facts);
        }

        var check = new DestinationCheck(services.Destinations, client.Peer.IsLoopback, facts.Port, snapshot.Policy, facts, snapshot.Policy.Evaluate(facts));
        AddressVerdict verdict = await check.JudgeAsync(address);
        return verdict.Ruling switch
        {
            AddressRuling.Allowed => null,
            AddressRuling.NeedsUser => verdict.Decision is { Verdict: RuleVerdict.Deny } denied ? denied.ToString() : Unknown,
            AddressRuling.DeniedByRule => verdict.Decision!.ToString(),
            AddressRuling.PortNotAllowed => $"CONNECT may not reach port {facts.Port}",
            _ => $"{address} is {verdict.Reason}",
        };
    }

    // Nothing has to be waited for: the credentials were right a moment ago, or there are none.
    private static bool IsUserKnown(ProxyRequest request, RequestFacts facts)
    {
        Authenticator users = request.Snapshot.Users!;
        if (request.Credentials is { } credentials && users.TryGetKnown(credentials) is { } user)
        {
            SetUser(request, facts, user);
            return true;
        }

        return request.Credentials is null && !users.Config.Required;
    }

    private static void SetUser(ProxyRequest request, RequestFacts facts, string user)
    {
        facts.User = user;
        facts.IsMember = request.Snapshot.Users!.IsMember;
        request.Timeline.User = user;
        request.Timeline.Stamp(TimelineStage.Identified);
    }

    private async ValueTask<bool> IdentifyAndJudgeAsync(ProxyRequest request, RequestFacts facts)
    {
        Authenticator users = request.Snapshot.Users!;
        if (request.Credentials is { } other && BasicCredentials.IsOtherScheme(other))
        {
            request.Timeline.Detail = "another scheme";
        }
        else if (request.Credentials is { } credentials)
        {
            _ = BasicCredentials.TryParse(credentials, out BasicCredentials? given);
            Verification verification = await VerifyInTurnAsync(users, credentials, given?.User);
            if (verification.IsPutOff)
            {
                request.Timeline.Detail = CredentialsWait;
                request.Check = Check(request, facts, default);
                request.Outcome = ProxyOutcome.ResourcesExhausted;
                return false;
            }

            if (verification.User is { } user)
            {
                services.FailureDelays.Succeed(client.Peer, user);
                SetUser(request, facts, user);
            }
            else
            {
                ProxyLog.AuthenticationFailed(services.Logger, client.Peer.ToIPAddress(), given?.User);
                request.Timeline.Detail = "wrong credentials";
                await WaitAsync(services.FailureDelays.Fail(client.Peer, given?.User));
            }
        }

        if (facts.User is null && users.Config.Required)
        {
            request.Check = Check(request, facts, default);
            request.Outcome = ProxyOutcome.AuthenticationRequired;
            return false;
        }

        return await FindNamesAndJudgeAsync(request, facts);
    }

    private async ValueTask<Verification> VerifyInTurnAsync(Authenticator users, byte[] credentials, string? user)
    {
        // What was right before by the same file is no guess.
        if (users.WereRight(credentials))
        {
            return await users.VerifyAsync(credentials);
        }

        if (services.Verifications.TryJoin(client.Peer, user) is not { } place)
        {
            return new(null, IsPutOff: true);
        }

        Verification verification = new(null, IsPutOff: true);
        try
        {
            long giveUp = client.Loop.Now + LongestTurnMilliseconds;
            while (!place.HasTurn(out TimeSpan askAgain))
            {
                if (client.Loop.Now >= giveUp || _isStopped || services.IsStopping)
                {
                    return verification;
                }

                await WaitAsync(askAgain);
                if (users.TryGetKnown(credentials) is { } known)
                {
                    // Another connection of the same client had them verified meanwhile.
                    return verification = new(known, IsPutOff: false);
                }
            }

            return verification = await users.VerifyAsync(credentials);
        }
        finally
        {
            place.Leave(verification.IsPutOff ? null : verification.User is null);
        }
    }

    private async LoopTask WaitAsync(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero && !services.IsStopping && !_isStopped)
        {
            _delay = new LoopSignal(client.Loop);
            _delay.SetAfter((long)delay.TotalMilliseconds);
            await _delay.WaitAsync();
            _delay.CancelTimer();
            _delay = null;
        }
    }

    private async ValueTask<bool> FindNamesAndJudgeAsync(ProxyRequest request, RequestFacts facts)
    {
        if (request.Snapshot.Policy.LooksAtClientNames)
        {
            await FindNamesAsync(facts);
        }

        return Judge(request, facts, request.Snapshot.Policy.Evaluate(facts));
    }

    private async ValueTask FindNamesAsync(RequestFacts facts) =>
        facts.ClientNames ??= client.Peer.IsUnixSocket ? [] : await services.ClientNames.FindAsync(facts.ClientAddress);

    private bool Judge(ProxyRequest request, RequestFacts facts, PolicyResult result)
    {
        request.Check = Check(request, facts, result);
        if (result.Match == Match.NeedsUser)
        {
            request.Outcome = ProxyOutcome.AuthenticationRequired;
        }
        else if (result.Decision is { } decision)
        {
            // Apache looks the name up first: a client of its profile is told of a name that there is none of, whatever the port.
            bool looksUpFirst = request.Snapshot.Config.Replies == ReplyProfile.Apache;
            request.Outcome = decision.Verdict == RuleVerdict.Deny ? request.Snapshot.Policy.AsksAgain(facts) ? ProxyOutcome.AuthenticationRequired : ProxyOutcome.Denied
                : !looksUpFirst && !request.Snapshot.Policy.AllowsPort(facts, decision) ? ProxyOutcome.ConnectPortNotAllowed
                : ProxyOutcome.None;
            request.Timeline.Decision = request.Outcome == ProxyOutcome.ConnectPortNotAllowed ? PolicyEvaluator.PortDenial : decision;
            request.Timeline.Stamp(TimelineStage.Decided);
            if (decision.Verdict == RuleVerdict.Report)
            {
                ProxyLog.WouldRefuse(services.Logger, facts.Host, facts.Port, client.Peer.ToIPAddress(), decision.ToString());
            }
        }

        request.Timeline.Detail = result.Decision is { Verdict: RuleVerdict.Deny } denied ? denied.ToString() : request.Timeline.Detail;
        return request.Outcome == ProxyOutcome.None;
    }

    private DestinationCheck Check(ProxyRequest request, RequestFacts? facts, PolicyResult result) =>
        new(services.Destinations, client.Peer.IsLoopback, request.Destination.Port, request.Snapshot.Policy, facts, result);
}

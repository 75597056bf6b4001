using System.Net;
using System.Text;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Http;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock;

/// <summary>
/// The whole way of one request through a configuration, in words: who may ask, the rules that are looked at, the look-up, each address kept or dropped and why, and what would be dialled.
/// It asks the same code that serves requests, and looks names up; it dials nothing.
/// </summary>
public sealed class Explanation
{
    // A reader looks for the rule that decides; a thousand that do not would hide it.
    private const int MostRulesShown = 40;

    private readonly StringBuilder _text = new();
    private readonly ProxySnapshot _snapshot;
    private readonly ExplainRequest _request;
    private readonly TimeProvider _time;
    private readonly PeerAddress _client;

    private Explanation(ProxySnapshot snapshot, ExplainRequest request, TimeProvider time)
    {
        _snapshot = snapshot;
        _request = request;
        _time = time;
        _client = PeerAddress.From(new IPEndPoint(request.Client, 0));
    }

    /// <summary>The lines.</summary>
    public string Text => _text.ToString();

    /// <summary>Whether the request would be carried out, as far as that can be known without dialling.</summary>
    public bool IsAllowed { get; private set; }

    /// <summary>Explains a request.</summary>
    /// <param name="config">What it would be served by. Its logs are not opened.</param>
    /// <param name="request">The request.</param>
    /// <param name="time">The clock of rules with hours; by default the system's.</param>
    /// <exception cref="ProxyConfigException">The configuration cannot be used.</exception>
    /// <exception cref="FormatException">The target is none that the method can have; the message says what is wrong.</exception>
    public static async Task<Explanation> OfAsync(ProxyConfig config, ExplainRequest request, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(request);
        ProxyConfigException.ThrowIfAny(ConfigValidator.Validate(config));
        time ??= TimeProvider.System;
        (Authority destination, RequestUrl url) = ReadTarget(request);
        using var resolver = new NameResolver(config.Resolver, time);
        var snapshot = new ProxySnapshot(config) { Forwarding = new ForwardingRules(config, ForwardingRules.MakePseudonym()), Resolver = resolver, AccessLogs = AccessLogs.None };
        var explanation = new Explanation(snapshot, request, time);
        await explanation.RunAsync(destination, url);
        return explanation;
    }

    private static (Authority Destination, RequestUrl Url) ReadTarget(ExplainRequest request)
    {
        if (request.Method.Length == 0 || Encoding.UTF8.GetBytes(request.Method).AsSpan().ContainsAnyExcept(HttpCharacters.Token))
        {
            throw new FormatException($"\"{request.Method}\" is no method; try GET, or CONNECT");
        }

        byte[] target = Encoding.UTF8.GetBytes(request.Target);
        HeadRejection rejection;
        Authority authority;
        if (request.Method == "CONNECT")
        {
            return Authority.TryParseConnect(target, out authority, out rejection) ? (authority, RequestUrl.OfTunnel(authority))
                : throw new FormatException($"\"{request.Target}\" is not what CONNECT can reach ({rejection}); try example.com:443");
        }

        rejection = RequestTarget.Parse(Encoding.ASCII.GetBytes(request.Method), target, out RequestTarget parsed);
        authority = default;
        return rejection == HeadRejection.None && parsed.Form == TargetForm.Absolute && Authority.TryParseHttp(target.AsSpan()[parsed.Authority], out authority, out rejection)
            ? (authority, RequestUrl.Of(authority, target.AsSpan()[parsed.PathAndQuery]))
            : throw new FormatException($"\"{request.Target}\" is not a URI that {request.Method} can be sent to by a proxy ({rejection}); try http://example.com/, or CONNECT example.com:443 for https");
    }

    private async Task RunAsync(Authority destination, RequestUrl url)
    {
        ListenerConfig listener = _snapshot.Config.Listeners.FirstOrDefault(listener => listener.ToString() == _request.Listener || _request.Listener is null)
            ?? throw new FormatException($"\"{_request.Listener}\" is none of the listeners ({string.Join(", ", _snapshot.Config.Listeners)})");
        bool mayUse = (listener.Clients ?? _snapshot.Config.Clients) is var clients && new ClientAccess(clients).Allows(_client);
        Line($"client {_request.Client} {(mayUse ? "may use" : "may not use")} {listener}: {(clients is null ? "it is for this machine only" : "clients are " + Few(clients))}");
        foreach (ClientGroup group in _snapshot.Config.ClientGroups.Where(group => new ClientNetworks(group.Networks).Contains(_request.Client)))
        {
            Line($"client {_request.Client} is in group \"{group.Name}\"{(group.Place is null ? "" : $" ({group.Place})")}");
        }

        if (!mayUse)
        {
            Verdict(false, "client is not one of those that may use the proxy", null);
            return;
        }

        if (_snapshot.Config.Users is { Required: true } && _request.User is null)
        {
            Verdict(false, "every request needs credentials (407; try --user)", null);
            return;
        }

        var facts = new RequestFacts(_client, (listener.EndPoint as IPEndPoint)?.Port ?? 0, _request.Method, destination, _time)
        {
            Url = url,
            User = _request.User,
            IsMember = Membership(),
        };
        if (_snapshot.Policy.LooksAtClientNames)
        {
            facts.ClientNames = await new ClientNames(_time).FindAsync(_request.Client);
            Line($"client's name {(facts.ClientNames.Count == 0 ? "unknown" : string.Join(", ", facts.ClientNames))}");
        }

        Line(destination.Address is null ? $"name   {destination.Host}" : $"address {destination.Host}");
        PolicyResult result = _snapshot.Policy.Evaluate(facts);
        ShowRules(facts, destination.Address, 0, result, "  ");
        if (result.Match == Match.NeedsUser)
        {
            Verdict(false, "the rule needs to know who the client is (407; try --user)", null);
        }
        else if (result.Decision is { Verdict: RuleVerdict.Deny } denied)
        {
            Verdict(false, null, denied);
        }
        else if (result.Decision is { } allowed && !_snapshot.Policy.AllowsPort(facts, allowed))
        {
            PortVerdict(facts);
        }
        else
        {
            await ShowAddressesAsync(destination, facts, result);
        }
    }

    // The groups that the files give a user, and those that the request says on top.
    private Func<string, string, bool> Membership()
    {
        CredentialFile? files = null;
        try
        {
            files = _snapshot.Policy.LooksAtUsers && _snapshot.Config.Users is { } users ? CredentialFile.Read(users) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Line($"groups unknown: {e.Message}");
        }

        return (user, group) => _request.Groups.Contains(group) || files?.IsMember(user, group) == true;
    }

    private async Task ShowAddressesAsync(Authority destination, RequestFacts facts, PolicyResult byName)
    {
        IReadOnlyList<IPAddress> addresses = destination.Address is { } literal ? [literal] : await LookUpAsync(destination.Host);
        if (addresses.Count == 0)
        {
            return;
        }

        var local = new LocalAddresses(_time);
        await local.RefreshAsync();
        var judge = new DestinationJudge(local);
        judge.SetListeners([.. _snapshot.Config.Listeners.Select(listener => listener.EndPoint).OfType<IPEndPoint>(), .. _snapshot.Config.OwnEndpoints]);
        var check = new DestinationCheck(judge, _client.IsLoopback, destination.Port, _snapshot.Policy, facts, byName);
        AddressVerdict? last = null;
        List<IPAddress> kept = [];
        int width = addresses.Max(address => address.ToString().Length);
        foreach (IPAddress address in addresses.Select(AddressClassifier.Normalise))
        {
            AddressVerdict verdict = await check.JudgeAsync(address);
            Line($"  {address.ToString().PadRight(width)}  {(verdict.IsAllowed ? "kept" : "dropped")}: {(verdict.Ruling != AddressRuling.DeniedByRule ? verdict.Reason : byName.IsDecided ? "denied" : "denied by the rule")}");
            if (!byName.IsDecided)
            {
                ShowRules(facts, address, byName.Rule, _snapshot.Policy.Evaluate(facts, address, byName.Rule), "    ");
            }

            last = verdict.IsAllowed || kept.Count == 0 ? verdict : last;
            if (verdict.IsAllowed)
            {
                kept.Add(address);
            }
        }

        if (kept.Count > 0)
        {
            Verdict(true, $"would dial {string.Join(", then ", kept.Select(address => new IPEndPoint(address, destination.Port)))}", last!.Value.Decision);
        }
        else if (last!.Value.Ruling == AddressRuling.PortNotAllowed)
        {
            PortVerdict(facts);
        }
        else
        {
            Verdict(false, last.Value.Ruling == AddressRuling.DeniedByRule ? null : "no address is left that may be dialled", last.Value.Ruling == AddressRuling.DeniedByRule ? last.Value.Decision : null);
        }
    }

    private async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host)
    {
        LookUpResult found = await _snapshot.Resolver.Start(host).Both;
        if (found.Status != LookUpStatus.Found)
        {
            Line($"look-up  {Words(found.Status)}{(found.ResponseCode is { } code ? $" ({code})" : "")}");
            Verdict(false, found.Status == LookUpStatus.TimedOut ? "the name is not looked up in time (504)" : "the name cannot be looked up (502)", null);
            return [];
        }

        IEnumerable<string> answers = new[] { found.V6, found.V4 }.SelectMany(family => family.Addresses.Select(address => $"{address} (TTL {family.TimeToLive.TotalSeconds:0} s)"));
        Line($"look-up  {string.Join(", ", answers)}");
        return [.. found.V6.Addresses, .. found.V4.Addresses];
    }

    private static string Words(LookUpStatus failure) => failure switch
    {
        LookUpStatus.NameUnknown => "the name is unknown",
        LookUpStatus.TimedOut => "no answer in time",
        _ => "no server could answer",
    };

    private void ShowRules(RequestFacts facts, IPAddress? address, int from, PolicyResult result, string indent)
    {
        IReadOnlyList<Rule> rules = _snapshot.Policy.Rules;
        int passed = Math.Min(result.Rule, rules.Count);
        int left = Math.Max(passed - from - MostRulesShown, 0);
        for (int i = from; i < passed; i++)
        {
            if (i - from < MostRulesShown)
            {
                ShowRule(rules[i].Decision, indent, "no match");
            }
        }

        if (left > 0)
        {
            Line($"{indent}… and {left} more that do not match");
        }

        string how = address is null ? "decided by name" : result.IsByAddress ? "decided by address" : "decided";
        switch (result.Match)
        {
            case Match.Yes:
                ShowRule(result.Decision!, indent, $"{(result.Decision!.Rule is null ? "no rule matches" : "match")} → {how}");
                break;
            case Match.NeedsAddress:
                ShowRule(rules[result.Rule].Decision, indent, "depends on the address");
                break;
            default:
                ShowRule(rules[result.Rule].Decision, indent, result.Match == Match.NeedsUser ? "depends on the user" : "depends on the client's name");
                break;
        }
    }

    private void ShowRule(Decision decision, string indent, string what) => Line($"{indent}{(decision.Place is null ? "" : decision.Place + "  ")}{decision.Text.PadRight(40)}  {what}");

    private void PortVerdict(RequestFacts facts)
    {
        IReadOnlyList<PortRange> ports = _snapshot.Policy.ConnectPorts!;
        string which = ports.Count == 0 ? "connect-ports is empty" : $"connect-ports are {string.Join(", ", ports)} (443 and 563 are the default once clients are beyond this machine)";
        Verdict(false, $"CONNECT may not reach port {facts.Port}: {which}, and no rule that allows it names the port", null);
    }

    private void Verdict(bool isAllowed, string? what, Decision? decision)
    {
        IsAllowed = isAllowed;
        string verdict = !isAllowed ? "DENY" : decision?.Verdict == RuleVerdict.Report ? "REPORT (it passes, and the log says that it would be refused)" : "ALLOW";
        string by = decision is null ? "" : $" by {(decision.Place is null ? decision.Text : decision.ToString())}";
        Line($"verdict  {verdict}{by}{(what is null ? "" : by.Length > 0 ? "; " + what : ": " + what)}");
    }

    private static string Few(IReadOnlyList<IPNetwork> networks) =>
        string.Join(", ", networks.Take(8)) + (networks.Count > 8 ? $" and {networks.Count - 8} more" : "");

    private void Line(string line) => _text.Append(line).Append('\n');
}

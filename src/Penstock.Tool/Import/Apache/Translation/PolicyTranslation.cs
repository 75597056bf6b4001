using System.Net;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>Who may use the proxy, by which address, for what: <c>listen</c>, <c>clients</c>, <c>rules</c>, <c>default</c>.</summary>
internal sealed class PolicyTranslation(TranslationContext translation, ServerPolicyReader policies)
{
    private const string Inside = "clients of other machines reach private addresses only if a rule names them (- allow: [10.0.0.0/8])";
    private static readonly IPNetwork Loopback = IPNetwork.Parse("127.0.0.0/8");

    // An endpoint with all that holds there; null rules if it is no proxy.
    private sealed record Door(Endpoint Endpoint, ServerPolicy? Policy, IReadOnlyList<ImportedRule> Before)
    {
        public string Key => Policy is null ? "" : string.Join('\n', Before.Select(rule => $"{rule.Verdict} {string.Join(' ', rule.To)} {rule.When.Key}")) + "\n" + Policy.Key;
    }

    /// <summary>All policies that count, for whoever needs to know of users.</summary>
    public List<ServerPolicy> Policies { get; } = [];

    /// <summary>What is to be known of who may use it, for the report: empty if only this machine may.</summary>
    public string Openness =>
        Policies.Exists(policy => policy.Simple is { IsEverything: true }) ? $"; whoever reaches it may use it, but {Inside}"
        : Policies.Exists(policy => policy.Bound is not { } bound || bound.Any(network => !network.Equals(Loopback) && !IPAddress.IsLoopback(network.BaseAddress))) ? $"; {Inside}"
        : "";

    // Outside of these networks nobody passes anywhere; null if that cannot be said.
    private IReadOnlyList<IPNetwork>? Bound => Policies.Exists(policy => policy.Bound is null) ? null : [.. Policies.SelectMany(policy => policy.Bound!).Distinct()];

    public void AddTo(ImportedMap config)
    {
        List<Door> doors = [.. translation.Endpoints.Where(HasPlainText).Select(Open)];
        List<Door> open = doors.FindAll(door => door.Policy is not null);
        if (open.Count == 0)
        {
            return;
        }

        foreach (Door door in doors.Where(door => doors.Exists(other => other.Endpoint.Address.Port == door.Endpoint.Address.Port && other.Key != door.Key)))
        {
            translation.Problem(door.Endpoint.Origin, $"what holds for {door.Endpoint.Address} and for another address of port {door.Endpoint.Address.Port} differs, and rules tell listeners apart by port alone");
        }

        // Where addresses are all that counts, clients says it; otherwise rules do, and what they do not allow is denied.
        bool isByClients = open.TrueForAll(door => door.Policy!.Simple is { } term && (term.IsEverything || term.Networks is not null) && !door.Before.Any(rule => rule.Verdict == RuleVerdict.Allow));
        AddListeners(config, doors, isByClients, Bound);
        List<ImportedRule> rules = [.. Traces(), .. doors.Where(door => door.Policy is null).SelectMany(Closed), .. Rules(open, isByClients)];
        rules.RemoveAll(rule => rule.When.IsNothing); // which would be a condition without a part, and says nothing
        bool isOpen = isByClients;
        if (!isByClients && rules is [.., { To.Count: 0, When.IsEverything: true } last])
        {
            isOpen = last.Verdict == RuleVerdict.Allow; // as default says it
            rules.Remove(last);
        }

        if (rules.Count > 0)
        {
            config.Add("rules", new ImportedList([.. rules.Select(rule => rule.ToNode())]));
        }

        if (!isOpen)
        {
            config.AddWord("default", "deny", open[0].Policy!.Origin);
        }
    }

    // A listener for TLS that takes no proxy requests is a web site's.
    private bool HasPlainText(Endpoint endpoint)
    {
        bool isTls = endpoint.Server.Find("SSLEngine") is { } engine && !engine.Value.Equals("off", StringComparison.OrdinalIgnoreCase);
        Directive? listen = endpoint.Origin.Is("Listen") ? endpoint.Origin : null;
        isTls |= listen is { Words.Count: > 1 } && !listen.Words[1].Equals("http", StringComparison.OrdinalIgnoreCase);
        if (endpoint.Origin.Is("ProxyRequests"))
        {
            return true; // it is not known where
        }

        if (isTls && endpoint.IsProxy)
        {
            translation.Say(endpoint.Origin, ImportOutcome.Cannot, "listeners have no TLS");
            translation.Problem(endpoint.Server.Find("SSLEngine") ?? endpoint.Origin, "its clients would have to speak without TLS");
        }
        else if (isTls)
        {
            translation.Say(endpoint.Origin, ImportOutcome.Cannot, "it is a web site with TLS, and takes no proxy requests");
        }
        else
        {
            translation.Say(endpoint.Origin, ImportOutcome.Translated, "listen");
        }

        return !isTls;
    }

    private Door Open(Endpoint endpoint)
    {
        if (!endpoint.IsProxy)
        {
            return new Door(endpoint, null, []);
        }

        List<ImportedRule> before = [];
        ServerPolicy policy = endpoint.Server.IsProxy
            ? Use(endpoint.Server)
            : new ServerPolicy(endpoint.Server, [], [(Access.AccessCase.Of([])![0], Term.Nothing)]);
        HashSet<string> taken = [.. endpoint.Server.Names];
        foreach (Server other in endpoint.Others)
        {
            string[] names = [.. other.Names.Where(taken.Add)];
            ServerPolicy? own = other.IsProxy ? Use(other) : null;
            if (names.Length > 0 && own?.Key != policy.Key)
            {
                before.AddRange(RulesFor(other, names, own));
            }
        }

        return new Door(endpoint, policy, before);
    }

    private ServerPolicy Use(Server server)
    {
        ServerPolicy policy = policies.Read(server);
        if (!Policies.Contains(policy))
        {
            Policies.Add(policy);
        }

        return policy;
    }

    // To Apache a request whose host is the name of another VirtualHost of the same address is for that one.
    private IEnumerable<ImportedRule> RulesFor(Server other, string[] names, ServerPolicy? policy)
    {
        Directive section = other.Section!;
        string[] known = [.. names.Where(name => DestinationPattern.TryParse(name, out DestinationPattern pattern, out _) && pattern.Name is not null && !name.StartsWith('.'))];
        if (known.Length < names.Length)
        {
            translation.Problem(section, $"requests for \"{names.Except(known).First()}\" are for this VirtualHost, and no rule can say that name");
        }

        if (policy is null)
        {
            translation.Say(section, ImportOutcome.Translated, $"rules: requests for {string.Join(", ", known)} are for this VirtualHost, which takes no proxy requests");
            return [new ImportedRule(RuleVerdict.Deny, section.Origin) { To = known }];
        }

        translation.Say(section, ImportOutcome.Translated, $"rules: those for {string.Join(", ", known)}");
        return policy.Rules.Select(rule => rule.To.Count == 0 ? rule with { To = known } : rule);
    }

    private static void AddListeners(ImportedMap config, List<Door> doors, bool isByClients, IReadOnlyList<IPNetwork>? bound)
    {
        List<Door> open = doors.FindAll(door => door.Policy is not null);
        bool isOne = !isByClients || open.TrueForAll(door => door.Policy!.Simple!.Key == open[0].Policy!.Simple!.Key);
        if (doors.Count == 1)
        {
            config.AddText("listen", $"{doors[0].Endpoint.Address}", doors[0].Endpoint.Origin.Origin);
        }
        else if (isOne)
        {
            config.AddTexts("listen", doors.Select(door => $"{door.Endpoint.Address}"), doors[0].Endpoint.Origin.Origin);
        }
        else
        {
            config.Add("listen", new ImportedList([.. doors.Select(Listener)]));
        }

        if (isOne)
        {
            IReadOnlyList<IPNetwork>? networks = isByClients ? open[0].Policy!.Simple!.Networks : bound;
            AddClients(config, networks, open[0].Policy!.Origin);
        }
    }

    private static ImportedMap Listener(Door door)
    {
        var map = new ImportedMap();
        map.AddText("address", $"{door.Endpoint.Address}", door.Endpoint.Origin.Origin);
        AddClients(map, door.Policy is null ? [] : door.Policy.Simple!.Networks, door.Policy?.Origin ?? door.Endpoint.Origin.Origin);
        return map;
    }

    private static void AddClients(ImportedMap map, IReadOnlyList<IPNetwork>? networks, Origin origin)
    {
        if (networks is null)
        {
            map.AddWord("clients", "any", origin);
        }
        else
        {
            map.AddTexts("clients", ImportedRule.Texts(networks), origin);
        }
    }

    private IEnumerable<ImportedRule> Traces()
    {
        Directive[] off = [.. translation.Proxies.Select(server => server.Find("TraceEnable")).OfType<Directive>().Distinct()];
        foreach (Directive directive in off.Where(directive => directive.Value.Equals("off", StringComparison.OrdinalIgnoreCase)).Take(1))
        {
            translation.Say(directive, ImportOutcome.Translated, "rules");
            yield return new ImportedRule(RuleVerdict.Deny, directive.Origin) { When = new Term.Atom(new RuleCondition.Method(["TRACE"]), directive.Origin) };
        }

        foreach (Directive directive in off.Where(directive => !translation.IsTold(directive)))
        {
            translation.Say(directive, ImportOutcome.SameByDefault, "");
        }
    }

    private IEnumerable<ImportedRule> Closed(Door door)
    {
        Directive? requests = door.Endpoint.Server.Find("ProxyRequests");
        yield return new ImportedRule(RuleVerdict.Deny, new Origin((requests ?? door.Endpoint.Origin).Place, requests?.Text ?? $"no ProxyRequests On for {door.Endpoint.Address}")) { When = At(door) };
    }

    private static IEnumerable<ImportedRule> Rules(List<Door> open, bool isByClients)
    {
        bool isOne = open.TrueForAll(door => door.Key == open[0].Key);
        foreach (Door door in isOne ? open.Take(1) : open.DistinctBy(door => door.Endpoint.Address.Port))
        {
            foreach (ImportedRule rule in door.Before.Concat(isByClients ? door.Policy!.Blocks : door.Policy!.Rules))
            {
                yield return isOne ? rule : rule with { When = Term.Both(At(door), rule.When) };
            }
        }
    }

    private static Term.Atom At(Door door) => new(new RuleCondition.ListenerPort([door.Endpoint.Address.Port]), null);
}

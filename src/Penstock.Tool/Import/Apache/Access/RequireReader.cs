using System.Net;
using Penstock.Http;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>Reads one <c>Require</c>.</summary>
internal static class RequireReader
{
    /// <summary>Null, or what is wrong with it.</summary>
    /// <param name="directive">The directive.</param>
    /// <param name="limit">The methods that it is about.</param>
    /// <param name="inAll">Whether it stands directly in <c>&lt;RequireAll&gt;</c>, where alone a negation has an effect.</param>
    /// <param name="node">What it says; null if something is wrong.</param>
    public static string? Read(Directive directive, MethodLimit? limit, bool inAll, out RequireNode? node)
    {
        node = null;
        bool isNegated = directive.Value.Equals("not", StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<string> words = isNegated ? [.. directive.Words.Skip(1)] : directive.Words;
        if (words.Count == 0)
        {
            return "it needs a condition (try Require ip 10.0.0.0/8)";
        }

        if (isNegated && !inAll)
        {
            return "a negation has an effect only in <RequireAll>: it can refuse, and never allow";
        }

        string? mistake = ReadTerm(directive, words[0], [.. words.Skip(1)], isNegated, out Term term);
        node = mistake is null ? new RequireNode.Leaf(term, isNegated, limit) : null;
        return mistake;
    }

    // The names of conditions are in lower case.
    private static string? ReadTerm(Directive directive, string condition, IReadOnlyList<string> values, bool isNegated, out Term term)
    {
        term = Term.Nothing;
        if (values.Any(value => value.Contains("%{", StringComparison.Ordinal)))
        {
            return "expressions are not evaluated";
        }

        switch (condition)
        {
            case "all":
                bool isGranted = values is [var value] && value.Equals("granted", StringComparison.OrdinalIgnoreCase);
                term = isGranted ? Term.Everything : Term.Nothing;
                return isGranted || (values is [var other] && other.Equals("denied", StringComparison.OrdinalIgnoreCase)) ? null : "it takes granted or denied";
            case "ip":
                return ReadAddresses(directive, values, out term);
            case "host":
                return ReadHosts(directive, values, out term);
            case "local":
                term = new Term.Atom(new RuleCondition.From(AccessReader.ThisMachine), directive.Origin);
                return isNegated ? "\"local\" is also who comes from another address of this machine, which is not known here (name the addresses)" : null;
            case "valid-user":
                term = new Term.Atom(new RuleCondition.User([]), directive.Origin);
                return null;
            case "user":
                return Named(values, new RuleCondition.User(values), directive, out term) ?? (values.Contains("any") ? "a user of the name \"any\" would mean every user in the native file" : null);
            case "group":
                return Named(values, new RuleCondition.Group(values), directive, out term);
            case "method":
                string? unknown = values.FirstOrDefault(method => !MethodLimit.IsKnown(method));
                return unknown is null ? Named(values, new RuleCondition.Method(MethodLimit.WithHead(values)), directive, out term) : $"\"{unknown}\" is no method that Apache knows";
            case "env":
                return "variables of requests are not known here (name addresses instead)";
            case "expr":
                return "expressions are not evaluated";
            case "forward-dns":
                return "the addresses of a name are not looked up for each client (name the addresses, or use Require host)";
            default:
                return condition.ToLowerInvariant() is "all" or "ip" or "host" or "local" or "user" or "group" or "method" or "valid-user"
                    ? $"Apache writes \"{condition.ToLowerInvariant()}\" in lower case"
                    : $"who fulfils \"{condition}\" is not known here";
        }
    }

    private static string? Named(IReadOnlyList<string> values, RuleCondition condition, Directive directive, out Term term)
    {
        term = values.Count == 0 ? Term.Nothing : new Term.Atom(condition, directive.Origin);
        return null;
    }

    private static string? ReadAddresses(Directive directive, IReadOnlyList<string> values, out Term term)
    {
        List<IPNetwork> networks = [];
        term = Term.Nothing;
        foreach (string value in values)
        {
            if (!AddressArgument.TryParse(value, out IPNetwork network, out string? problem))
            {
                return problem;
            }

            networks.Add(network);
        }

        term = new Term.Atom(new RuleCondition.From(networks), directive.Origin);
        return networks.Count > 0 ? null : "it needs an address";
    }

    private static string? ReadHosts(Directive directive, IReadOnlyList<string> values, out Term term)
    {
        term = values.Count == 0 ? Term.Nothing : new Term.Atom(new RuleCondition.FromName([.. values.Select(value => value.ToLowerInvariant())]), directive.Origin);
        string? bad = values.FirstOrDefault(value => !HostName.IsName(value.TrimStart('.')));
        return bad is null ? null : $"\"{bad}\" is no host name, and matches no client";
    }
}

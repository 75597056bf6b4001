using System.Net;
using Penstock.Http;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>Reads the directives of mod_access_compat, mod_authz_core and mod_auth_basic in a section.</summary>
/// <param name="problem">Told of what cannot be understood, or not be carried over.</param>
/// <param name="other">Told of directives of other kinds.</param>
internal sealed class AccessReader(Action<Directive, string> problem, Action<Directive> other)
{
    /// <summary>The networks of this machine alone: what <c>Require local</c> means, but for its own other addresses.</summary>
    public static readonly IReadOnlyList<IPNetwork> ThisMachine = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    public AccessRules Read(Directive section)
    {
        var rules = new AccessRules(section);
        Read(section.Children, rules, null);
        return rules;
    }

    private void Read(IReadOnlyList<Directive> directives, AccessRules rules, MethodLimit? limit)
    {
        foreach (Directive directive in directives)
        {
            if (directive.IsSection && directive.IsAny("Limit", "LimitExcept"))
            {
                ReadLimit(directive, rules, limit);
            }
            else if (directive.IsSection && directive.IsAny("RequireAll", "RequireAny", "RequireNone"))
            {
                if (ReadSection(directive, limit, parentIsAll: false, rules) is { } node)
                {
                    rules.Requires.Add(node);
                }
            }
            else if (directive.IsSection || DirectiveTable.Find(directive.Name) is not { Kind: DirectiveKind.Access })
            {
                other(directive);
            }
            else if (directive.Undefined.Count > 0)
            {
                problem(directive, DirectiveReader.Undefined(directive));
            }
            else if (ReadOne(directive, rules, limit) is { } mistake)
            {
                problem(directive, mistake);
            }
            else
            {
                rules.Directives.Add(directive);
            }
        }
    }

    private void ReadLimit(Directive section, AccessRules rules, MethodLimit? around)
    {
        if (around is not null)
        {
            problem(section, "a limit in a limit is not read");
        }
        else if (MethodLimit.Read(section, problem) is { } limit)
        {
            Read(section.Children, rules, limit);
        }
    }

    // Null, or what is wrong.
    private static string? ReadOne(Directive directive, AccessRules rules, MethodLimit? limit)
    {
        switch (directive.Name.ToUpperInvariant())
        {
            case "ORDER":
                return ReadOrder(directive, rules, limit);
            case "ALLOW":
                return ReadFrom(directive, rules.Allows, limit);
            case "DENY":
                return ReadFrom(directive, rules.Denies, limit);
            case "SATISFY":
                bool isAny = directive.Value.Equals("any", StringComparison.OrdinalIgnoreCase);
                rules.Satisfies.Add((isAny, limit));
                return directive.Words.Count == 1 && (isAny || directive.Value.Equals("all", StringComparison.OrdinalIgnoreCase)) ? null : "it takes All or Any";
            case "REQUIRE":
                return ReadRequire(directive, rules, limit);
            case "AUTHMERGING":
                rules.MergesByAnd = directive.Value.ToUpperInvariant() switch { "AND" => true, "OR" => false, _ => null };
                rules.IsMergingOff = directive.Value.Equals("off", StringComparison.OrdinalIgnoreCase);
                return rules.MergesByAnd is not null || rules.IsMergingOff ? null : "it takes Off, And or Or";
            case "AUTHBASICPROVIDER":
                rules.Auth[directive.Name] = directive;
                return directive.Words is [var provider] && provider == "file" ? null : "users can be read from a file alone (AuthBasicProvider file)";
            case "AUTHTYPE":
                rules.Auth[directive.Name] = directive;
                return directive.Value.ToUpperInvariant() is "BASIC" or "NONE" && directive.Words.Count == 1 ? null : "only Basic authentication is there (AuthType Basic)";
            default:
                rules.Auth[directive.Name] = directive;
                return directive.Words.Count == 1 && directive.Value.Length > 0 ? null : directive.Value.Contains("%{", StringComparison.Ordinal) ? "expressions are not evaluated" : "it takes one value";
        }
    }

    private static string? ReadOrder(Directive directive, AccessRules rules, MethodLimit? limit)
    {
        AccessOrder? order = directive.Words.Count != 1 ? null : directive.Value.ToUpperInvariant() switch
        {
            "DENY,ALLOW" => AccessOrder.DenyAllow,
            "ALLOW,DENY" or "MUTUAL-FAILURE" => AccessOrder.AllowDeny, // allowed by one and denied by none: the same
            _ => null,
        };
        if (order is null)
        {
            return "it takes deny,allow or allow,deny or mutual-failure, without a space after the comma";
        }

        rules.Orders.Add((order.Value, limit));
        return null;
    }

    private static string? ReadFrom(Directive directive, List<(Term, MethodLimit?)> into, MethodLimit? limit)
    {
        if (directive.Words.Count < 2 || !directive.Value.Equals("from", StringComparison.OrdinalIgnoreCase))
        {
            return $"it is written {directive.Name} from, and then addresses, names or all";
        }

        foreach (string word in directive.Words.Skip(1))
        {
            string? mistake = null;
            Term? term = word.Equals("all", StringComparison.OrdinalIgnoreCase) ? Term.Everything
                : word.StartsWith("env=", StringComparison.OrdinalIgnoreCase) ? null
                : AddressArgument.LooksLikeOne(word) ? Address(directive, word, out mistake)
                : Host(directive, word, out mistake);
            if (term is null)
            {
                return mistake ?? "variables of requests are not known here (name addresses instead)";
            }

            into.Add((term, limit));
        }

        return null;
    }

    private static Term.Atom? Address(Directive directive, string word, out string? mistake) =>
        AddressArgument.TryParse(word, out IPNetwork network, out mistake) ? new Term.Atom(new RuleCondition.From([network]), directive.Origin) : null;

    // A suffix of the client's name, on the border of a label. What can be no name matches none.
    private static Term.Atom? Host(Directive directive, string word, out string? mistake)
    {
        mistake = word.StartsWith('#') ? "no comment is allowed behind a directive"
            : word.Contains("%{", StringComparison.Ordinal) ? "expressions are not evaluated"
            : !HostName.IsName(word.TrimStart('.')) ? $"\"{word}\" is no host name, and matches no client (try .example.com for all that is below it)"
            : null;
        return mistake is null ? new Term.Atom(new RuleCondition.FromName([word.ToLowerInvariant()]), directive.Origin) : null;
    }

    private RequireNode.Section? ReadSection(Directive section, MethodLimit? limit, bool parentIsAll, AccessRules rules)
    {
        bool isAll = section.Is("RequireAll");
        bool isNone = section.Is("RequireNone");
        List<RequireNode> nodes = [];
        foreach (Directive directive in section.Children)
        {
            if (directive.IsSection && directive.IsAny("RequireAll", "RequireAny", "RequireNone"))
            {
                if (ReadSection(directive, limit, isAll, rules) is { } node)
                {
                    nodes.Add(node);
                }
            }
            else if (directive.IsSection || !directive.Is("Require"))
            {
                problem(directive, $"it cannot be in {section.Text}");
            }
            else if (directive.Undefined.Count > 0)
            {
                problem(directive, DirectiveReader.Undefined(directive));
            }
            else
            {
                string? mistake = RequireReader.Read(directive, limit, isAll, out RequireNode? node);
                if (node is not null)
                {
                    nodes.Add(node);
                    rules.Directives.Add(directive);
                }
                else
                {
                    problem(directive, mistake!);
                }
            }
        }

        string? wrong = section.Words.Count > 0 ? "it takes no arguments"
            : isNone && !parentIsAll ? "it has an effect only in <RequireAll>: it can refuse, and never allow"
            : section.Children.Count == 0 ? "it is empty"
            : nodes.Count > 0 && nodes.TrueForAll(node => node.IsNegated) ? "it allows nobody: everything in it is negated (add Require all granted)"
            : null;
        if (wrong is not null)
        {
            problem(section, wrong);
        }

        return nodes.Count == 0 ? null : new RequireNode.Section(isAll, nodes, isNone);
    }

    private static string? ReadRequire(Directive directive, AccessRules rules, MethodLimit? limit)
    {
        string? mistake = RequireReader.Read(directive, limit, inAll: false, out RequireNode? node);
        if (node is not null)
        {
            rules.Requires.Add(node);
        }

        return mistake;
    }
}

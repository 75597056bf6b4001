using System.Net;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Import;

/// <summary>One rule of the native file.</summary>
internal sealed record ImportedRule(RuleVerdict Verdict, Origin? Origin)
{
    /// <summary>Names and addresses; none for every destination.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>What must hold besides.</summary>
    public Term When { get; init; } = Term.Everything;

    /// <summary>Why, for whoever is refused; null for no reason given.</summary>
    public string? Because { get; init; }

    /// <summary>The rules that allow who fulfils <paramref name="term"/> and refuse everybody else, the first match deciding.</summary>
    /// <param name="term">The condition.</param>
    /// <param name="origin">Of the rules that come from no part of it.</param>
    public static IEnumerable<ImportedRule> Ladder(Term term, Origin? origin)
    {
        while (TakeStep(ref term, out RuleVerdict verdict, out Term step))
        {
            yield return new ImportedRule(verdict, step.FirstOrigin ?? origin) { When = step };
        }

        yield return new ImportedRule(term.IsEverything ? RuleVerdict.Allow : RuleVerdict.Deny, origin);
    }

    // Takes a condition off the front that is a rule of its own: "a or rest" allows a, "not a, and rest" refuses a. Whoever is not known yet is asked by the first rule that has to know, and so
    // names of clients come late, and users last.
    private static bool TakeStep(ref Term term, out RuleVerdict verdict, out Term step)
    {
        (verdict, step) = (RuleVerdict.Allow, term);
        switch (term)
        {
            case Term.Any { Of.Count: > 0 } any:
                step = Allowed(any);
                IReadOnlyList<Term> taken = step is Term.Any several ? several.Of : [step];
                term = Term.Either(any.Of.Where(of => !taken.Contains(of, ReferenceEqualityComparer.Instance)));
                return true;
            case Term.All { Of.Count: > 0 } all when all.Of.FirstOrDefault(of => of is Term.Not && !of.AsksForUsers) is Term.Not not:
                (verdict, step) = (RuleVerdict.Deny, not.Of);
                term = Term.Both(all.Of.Where(of => !ReferenceEquals(of, not)));
                return true;
            case Term.Not { AsksForUsers: false } not:
                (verdict, step, term) = (RuleVerdict.Deny, not.Of, Term.Everything);
                return true;
            case { IsEverything: false, IsNothing: false }:
                term = Term.Nothing;
                return true;
            default:
                return false;
        }
    }

    // What depends on users in part may hold without them, and so is asked about all at once.
    private static Term Allowed(Term.Any any)
    {
        if (any.Of.Where(of => of is not Term.Not && !of.AsksForUsers).OrderBy(of => of.AsksForNames).FirstOrDefault() is { } known)
        {
            return known;
        }

        List<Term> mixed = [.. any.Of.Where(of => of is not Term.Atom)];
        return mixed.Exists(of => of is Term.Not) ? any : mixed.Count == 0 ? any.Of[0] : mixed.Count == 1 ? mixed[0] : new Term.Any(mixed);
    }

    /// <summary>As the file has it.</summary>
    public ImportedMap ToNode()
    {
        var map = new ImportedMap();
        string verdict = Verdict == RuleVerdict.Allow ? "allow" : "deny";
        if (To.Count == 0)
        {
            map.AddWord(verdict, "any", Origin);
        }
        else
        {
            map.AddTexts(verdict, To, Origin);
        }

        IReadOnlyList<Term> parts = When is Term.All all ? all.Of : [When];
        if (parts.Count == parts.OfType<Term.Atom>().DistinctBy(atom => atom.Condition.GetType()).Count())
        {
            foreach (Term.Atom atom in parts.Cast<Term.Atom>())
            {
                ConditionWriter.Add(map, atom.Condition);
            }
        }
        else
        {
            map.Add("when", Node(When));
        }

        if (Because is not null)
        {
            map.AddText("because", Because);
        }

        return map;
    }

    /// <summary>Networks as people write them: an address alone is no network.</summary>
    public static IEnumerable<string> Texts(IEnumerable<IPNetwork> networks) =>
        networks.Select(network => network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8 ? network.BaseAddress.ToString() : network.ToString());

    private static ImportedMap Node(Term term)
    {
        var map = new ImportedMap(isShort: true);
        switch (term)
        {
            case Term.Atom atom:
                ConditionWriter.Add(map, atom.Condition);
                break;
            case Term.Not not:
                map.Add("not", Node(not.Of));
                break;
            default:
                (string key, IReadOnlyList<Term> of) = term is Term.All all ? ("all", all.Of) : ("any", ((Term.Any)term).Of);
                map.Add(key, new ImportedList([.. of.Select(Node)]));
                break;
        }

        return map;
    }
}

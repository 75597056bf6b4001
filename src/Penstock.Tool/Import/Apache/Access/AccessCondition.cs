namespace Penstock.Tool.Import.Apache.Access;

/// <summary>Who passes, in one term: both modules have to let a client pass or, after <c>Satisfy Any</c>, one of them.</summary>
internal static class AccessCondition
{
    public static Term Of(AccessCase access)
    {
        // null stands for all methods that are named nowhere.
        List<string?> methods = [.. Methods(access).Distinct(), null];
        List<(Term Term, List<string?> Methods)> groups = [];
        foreach (string? method in methods)
        {
            Term term = Of(access, method);
            if (groups.Find(group => group.Term.Key == term.Key) is { Methods: { } same })
            {
                same.Add(method);
            }
            else
            {
                groups.Add((term, [method]));
            }
        }

        return groups.Count == 1
            ? groups[0].Term
            : Term.Either(groups.Select(group => Term.Both(Limit(group.Methods, methods, access.Origin), group.Term)));
    }

    private static Term Limit(List<string?> of, List<string?> all, Origin? origin)
    {
        Term Atom(IEnumerable<string?> names) => new Term.Atom(new RuleCondition.Method([.. names.OfType<string>()]), origin);
        return of.Contains(null) ? Term.Neither(Atom(all.Except(of))) : Atom(of);
    }

    private static IEnumerable<string> Methods(AccessCase access)
    {
        IEnumerable<MethodLimit?> limits = access.Compat is not { } compat
            ? []
            : [.. compat.Orders.Select(of => of.Limit), .. compat.Allows.Select(of => of.Limit), .. compat.Denies.Select(of => of.Limit), .. compat.Satisfies.Select(of => of.Limit)];
        return limits.OfType<MethodLimit>().SelectMany(limit => limit.Methods).Concat(access.Requires?.Methods ?? []);
    }

    private static Term Of(AccessCase access, string? method)
    {
        Term byAddress = access.Compat is { } compat ? ByAddress(compat, method) : Term.Everything;
        Term byRequire = access.Requires?.Grants(method) ?? Term.Everything;
        bool isAny = access.Compat?.Satisfies.LastOrDefault(of => IsAbout(of.Limit, method)).IsAny ?? false;
        return isAny ? Term.Either(byAddress, byRequire) : Term.Both(byAddress, byRequire);
    }

    private static Term ByAddress(AccessRules rules, string? method)
    {
        Term allowed = Term.Either(rules.Allows.Where(of => IsAbout(of.Limit, method)).Select(of => of.Term));
        Term denied = Term.Either(rules.Denies.Where(of => IsAbout(of.Limit, method)).Select(of => of.Term));
        return rules.Orders.LastOrDefault(of => IsAbout(of.Limit, method)).Order == AccessOrder.AllowDeny
            ? Term.Both(allowed, Term.Neither(denied))
            : Term.Either(allowed, Term.Neither(denied));
    }

    private static bool IsAbout(MethodLimit? limit, string? method) => limit is null || limit.Holds(method);
}

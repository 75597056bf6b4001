using System.Net;

namespace Penstock.Tool.Import;

/// <summary>A condition that an importer builds: of atoms that know where they come from, kept simple while it grows.</summary>
internal abstract record Term
{
    private Term()
    {
    }

    /// <summary>What always holds.</summary>
    public static Term Everything { get; } = new All([]);

    /// <summary>What never holds.</summary>
    public static Term Nothing { get; } = new Any([]);

    /// <summary>One condition of the native file.</summary>
    public sealed record Atom(RuleCondition Condition, Origin? Origin) : Term;

    /// <summary>Every one of these.</summary>
    public sealed record All(IReadOnlyList<Term> Of) : Term;

    /// <summary>At least one of these.</summary>
    public sealed record Any(IReadOnlyList<Term> Of) : Term;

    /// <summary>The opposite.</summary>
    public sealed record Not(Term Of) : Term;

    public bool IsEverything => this is All { Of.Count: 0 };

    public bool IsNothing => this is Any { Of.Count: 0 };

    /// <summary>The origin of its first atom; null if it has none.</summary>
    public Origin? FirstOrigin => this switch
    {
        Atom atom => atom.Origin,
        All all => all.Of.Select(term => term.FirstOrigin).FirstOrDefault(origin => origin is not null),
        Any any => any.Of.Select(term => term.FirstOrigin).FirstOrDefault(origin => origin is not null),
        Not not => not.Of.FirstOrigin,
        _ => null,
    };

    /// <summary>All atoms in it.</summary>
    public IEnumerable<Atom> Atoms => this switch
    {
        Atom atom => [atom],
        All all => all.Of.SelectMany(term => term.Atoms),
        Any any => any.Of.SelectMany(term => term.Atoms),
        Not not => not.Of.Atoms,
        _ => [],
    };

    /// <summary>The networks, if it is about nothing else: whoever is in one of them, and nobody else, fulfils it. Null if it is about more.</summary>
    public IReadOnlyList<IPNetwork>? Networks => this is Atom { Condition: RuleCondition.From from } ? from.Networks : null;

    /// <summary>Networks outside of which nobody fulfils it; null if that cannot be said.</summary>
    public IReadOnlyList<IPNetwork>? Bound => this switch
    {
        All all => all.Of.Select(term => term.Bound).FirstOrDefault(bound => bound is not null),
        Any any => any.Of.Select(term => term.Bound).ToList() is var bounds && bounds.TrueForAll(bound => bound is not null) ? Distinct(bounds.SelectMany(bound => bound!)) : null,
        _ => Networks,
    };

    /// <summary>Whether the client's user matters.</summary>
    public bool AsksForUsers => Atoms.Any(atom => atom.Condition is RuleCondition.User or RuleCondition.Group);

    /// <summary>Whether the name of the client's address matters.</summary>
    public bool AsksForNames => Atoms.Any(atom => atom.Condition is RuleCondition.FromName);

    /// <summary>The same for terms that say the same.</summary>
    public string Key => this switch
    {
        Atom atom => AtomKey(atom.Condition),
        All all => $"all({string.Join(';', all.Of.Select(term => term.Key))})",
        Any any => $"any({string.Join(';', any.Of.Select(term => term.Key))})",
        Not not => $"not({not.Of.Key})",
        _ => "",
    };

    public static Term Both(params IEnumerable<Term> terms)
    {
        List<Term> kept = [];
        foreach (Term term in terms.SelectMany(term => term is All all ? all.Of : [term]))
        {
            if (term.IsNothing)
            {
                return Nothing;
            }

            MergeInto(kept, term, Overlap);
        }

        // Of "from these, but not from those" only that is said which matters.
        if (kept.FindIndex(term => term.Networks is not null) is >= 0 and var from && kept.FindIndex(IsNotFrom) is >= 0 and var not)
        {
            IReadOnlyList<IPNetwork> refused = ((Not)kept[not]).Of.Networks!;
            List<IPNetwork> left = [.. kept[from].Networks!.Where(network => !refused.Any(outer => Holds(outer, network)))];
            kept[from] = ((Atom)kept[from]) with { Condition = new RuleCondition.From(left) };
            ReplaceNot(kept, not, [.. refused.Where(network => left.Exists(outer => Holds(outer, network)))]);
        }

        return kept.Exists(term => term.Networks is { Count: 0 }) ? Nothing : kept.Count == 1 ? kept[0] : new All(kept);
    }

    public static Term Either(params IEnumerable<Term> terms)
    {
        List<Term> kept = [];
        foreach (Term term in terms.SelectMany(term => term is Any any ? any.Of : [term]))
        {
            if (term.IsEverything)
            {
                return Everything;
            }

            MergeInto(kept, term, Union);
        }

        // Of "from these, or from elsewhere than those" likewise.
        if (kept.Find(term => term.Networks is not null) is { Networks: { } allowed } && kept.FindIndex(IsNotFrom) is >= 0 and var not)
        {
            IReadOnlyList<IPNetwork> refused = ((Not)kept[not]).Of.Networks!;
            if (refused.All(network => allowed.Any(outer => Holds(outer, network))))
            {
                return Everything;
            }

            ReplaceNot(kept, not, [.. refused.Where(network => !allowed.Any(outer => Holds(outer, network)))]);
        }

        return kept.Count == 1 ? kept[0] : new Any(kept);
    }

    public static Term Neither(Term term) => term switch
    {
        { IsEverything: true } => Nothing,
        { IsNothing: true } => Everything,
        Not not => not.Of,
        _ => new Not(term),
    };

    private static bool IsNotFrom(Term term) => term is Not { Of.Networks: not null };

    private static void ReplaceNot(List<Term> terms, int at, IReadOnlyList<IPNetwork> networks)
    {
        Atom atom = (Atom)((Not)terms[at]).Of;
        terms[at] = new Not(atom with { Condition = new RuleCondition.From(networks) });
        if (networks.Count == 0)
        {
            terms.RemoveAt(at);
        }
    }

    private static string AtomKey(RuleCondition condition) => condition switch
    {
        RuleCondition.From from => $"from {string.Join(',', from.Networks)}",
        RuleCondition.FromName name => $"name {string.Join(',', name.Names)}",
        RuleCondition.User user => $"user {string.Join(',', user.Names)}",
        RuleCondition.Group group => $"group {string.Join(',', group.Names)}",
        RuleCondition.Method method => $"method {string.Join(',', method.Names)}",
        RuleCondition.Url url => $"url {string.Join(',', url.Patterns)}",
        _ => condition.ToString(),
    };

    // Two atoms of one kind may be one; the first keeps its place and its origin.
    private static void MergeInto(List<Term> kept, Term term, Func<RuleCondition, RuleCondition, RuleCondition?> merge)
    {
        if (kept.Exists(earlier => earlier.Key == term.Key))
        {
            return;
        }

        if (term is Atom atom)
        {
            for (int i = 0; i < kept.Count; i++)
            {
                if (kept[i] is Atom earlier && merge(earlier.Condition, atom.Condition) is { } merged)
                {
                    kept[i] = earlier with { Condition = merged };
                    return;
                }
            }
        }

        kept.Add(term);
    }

    private static RuleCondition? Union(RuleCondition a, RuleCondition b) => (a, b) switch
    {
        (RuleCondition.From x, RuleCondition.From y) => new RuleCondition.From(Distinct(x.Networks.Concat(y.Networks))),
        (RuleCondition.FromName x, RuleCondition.FromName y) => new RuleCondition.FromName([.. x.Names.Union(y.Names)]),
        (RuleCondition.User { Names.Count: 0 }, RuleCondition.User) => a,
        (RuleCondition.User, RuleCondition.User { Names.Count: 0 }) => b,
        (RuleCondition.User x, RuleCondition.User y) => new RuleCondition.User([.. x.Names.Union(y.Names)]),
        (RuleCondition.Group x, RuleCondition.Group y) => new RuleCondition.Group([.. x.Names.Union(y.Names)]),
        (RuleCondition.Method x, RuleCondition.Method y) => new RuleCondition.Method([.. x.Names.Union(y.Names)]),
        (RuleCondition.Url x, RuleCondition.Url y) => new RuleCondition.Url([.. x.Patterns.Union(y.Patterns)]),
        _ => null,
    };

    // Of two networks one holds the other, or they have nothing in common.
    private static RuleCondition? Overlap(RuleCondition a, RuleCondition b) => (a, b) switch
    {
        (RuleCondition.From x, RuleCondition.From y) =>
            new RuleCondition.From(Distinct(x.Networks.SelectMany(n => y.Networks.Where(m => Holds(n, m)).Concat(y.Networks.Any(m => Holds(m, n)) ? [n] : [])))),
        (RuleCondition.Method x, RuleCondition.Method y) when x.Names.Intersect(y.Names).Any() => new RuleCondition.Method([.. x.Names.Intersect(y.Names)]),
        _ => null,
    };

    private static List<IPNetwork> Distinct(IEnumerable<IPNetwork> networks)
    {
        List<IPNetwork> all = [.. networks.Distinct()];
        return [.. all.Where(network => !all.Exists(other => !other.Equals(network) && Holds(other, network)))];
    }

    private static bool Holds(IPNetwork outer, IPNetwork inner) =>
        outer.PrefixLength <= inner.PrefixLength && outer.BaseAddress.AddressFamily == inner.BaseAddress.AddressFamily && outer.Contains(inner.BaseAddress);
}

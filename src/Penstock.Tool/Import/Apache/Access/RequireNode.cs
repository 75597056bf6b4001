namespace Penstock.Tool.Import.Apache.Access;

/// <summary>A <c>Require</c>, or a section of them. Some of its answers are neither yes nor no: what is negated can refuse, and never grant.</summary>
/// <param name="IsNegated"><c>Require not</c>, or <c>&lt;RequireNone&gt;</c>.</param>
/// <param name="Limit">The methods that it is about; null for all.</param>
internal abstract record RequireNode(bool IsNegated, MethodLimit? Limit)
{
    /// <summary>One condition.</summary>
    public sealed record Leaf(Term Term, bool IsNegated, MethodLimit? Limit) : RequireNode(IsNegated, Limit);

    /// <summary>Several: all of them, or one. Whether it is about a method its children say.</summary>
    public sealed record Section(bool IsAll, IReadOnlyList<RequireNode> Of, bool IsNegated) : RequireNode(IsNegated, null);

    /// <summary>When it grants, for one method; null stands for a method that is named nowhere.</summary>
    public Term Grants(string? method) => Grants(method, inAll: true) ?? Term.Nothing;

    /// <summary>Every method that is named in it.</summary>
    public IEnumerable<string> Methods => this is Section section ? section.Of.SelectMany(of => of.Methods) : Limit?.Methods ?? [];

    /// <summary>All terms in it, and whether an odd number of negations is around them.</summary>
    public IEnumerable<(Term Term, bool IsNegated)> Terms => this switch
    {
        Leaf leaf => [(leaf.Term, leaf.IsNegated)],
        Section section => section.Of.SelectMany(of => of.Terms).Select(of => (of.Term, of.IsNegated != section.IsNegated)),
        _ => [],
    };

    // Null if it says neither yes nor no. The negation of the node itself is its parent's to apply.
    private Term? Grants(string? method, bool inAll)
    {
        if (!IsAbout(method))
        {
            return inAll ? Term.Everything : null;
        }

        if (this is not Section section)
        {
            return ((Leaf)this).Term;
        }

        List<(RequireNode Node, Term? Term)> of = [.. section.Of.Select(node => (node, node.Grants(method, section.IsAll)))];
        List<Term> granting = [.. of.Where(child => !child.Node.IsNegated && child.Term is not null).Select(child => child.Term!)];
        if (granting.Count == 0)
        {
            return null;
        }

        IEnumerable<Term> refusing = of.Where(child => child.Node.IsNegated && child.Node.IsAbout(method) && child.Term is not null).Select(child => Term.Neither(child.Term!));
        return section.IsAll ? Term.Both(granting.Concat(refusing)) : Term.Either(granting);
    }

    private bool IsAbout(string? method) => this is Section section ? section.Of.Any(of => of.IsAbout(method)) : Limit is null || Limit.Holds(method);
}

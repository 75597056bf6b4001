using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Access;

/// <summary>How Allow and Deny go together.</summary>
internal enum AccessOrder
{
    /// <summary>Allowed, unless denied and not allowed. Apache's default.</summary>
    DenyAllow,

    /// <summary>Denied, unless allowed and not denied.</summary>
    AllowDeny,
}

/// <summary>What one section says of who may do something.</summary>
internal sealed class AccessRules(Directive section)
{
    public Directive Section => section;

    public List<(AccessOrder Order, MethodLimit? Limit)> Orders { get; } = [];

    public List<(Term Term, MethodLimit? Limit)> Allows { get; } = [];

    public List<(Term Term, MethodLimit? Limit)> Denies { get; } = [];

    public List<(bool IsAny, MethodLimit? Limit)> Satisfies { get; } = [];

    /// <summary>The Require lines and sections, of which one is enough.</summary>
    public List<RequireNode> Requires { get; } = [];

    /// <summary>Whether the Require lines of earlier sections count too: true for <c>And</c>, false for <c>Or</c>, null for not.</summary>
    public bool? MergesByAnd { get; set; }

    /// <summary>Whether the Require lines of earlier sections are said not to count, even if there are none here.</summary>
    public bool IsMergingOff { get; set; }

    /// <summary>The directives about authentication, by name.</summary>
    public Dictionary<string, Directive> Auth { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All directives that were understood, to be told of.</summary>
    public List<Directive> Directives { get; } = [];

    /// <summary>Whether it has any directive of mod_access_compat, and so replaces what earlier sections said by them.</summary>
    public bool HasCompat => Orders.Count + Allows.Count + Denies.Count + Satisfies.Count > 0;

    public bool IsEmpty => !HasCompat && Requires.Count == 0 && Auth.Count == 0 && !IsMergingOff;

    /// <summary>In one line, for the comment behind what it becomes.</summary>
    public Origin Origin => new(section.Place, $"{section.Text} {string.Join(" / ", Directives.Where(directive => !directive.Name.StartsWith("Auth", StringComparison.OrdinalIgnoreCase)).Select(directive => directive.Text).Take(6))}".TrimEnd());
}

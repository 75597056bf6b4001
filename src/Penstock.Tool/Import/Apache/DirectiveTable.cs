using System.Collections.Frozen;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Import.Apache;

/// <summary>What is done with a directive.</summary>
internal enum DirectiveKind
{
    /// <summary>It becomes part of the native file, if its server is one that takes proxy requests.</summary>
    Setting,

    /// <summary>It says who may do something. It stands in sections only.</summary>
    Access,

    /// <summary>A section.</summary>
    Section,

    /// <summary>It is about what a site shows, and means nothing to a proxy.</summary>
    Site,

    /// <summary>Some values of it say what is so anyway; others are lost.</summary>
    Same,

    /// <summary>Penstock has nothing that it could be about.</summary>
    NotNeeded,

    /// <summary>It is lost, and nothing is less protected for it.</summary>
    Cannot,

    /// <summary>It protects something, and cannot be carried over: an error.</summary>
    Protects,
}

/// <summary>One directive that Apache knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is done with it.</param>
/// <param name="Text">The reason.</param>
/// <param name="Same">The values that say what is so anyway, in lower case.</param>
internal sealed record DirectiveRow(string Name, DirectiveKind Kind, string Text, IReadOnlyList<string> Same)
{
    public bool IsSection => Kind == DirectiveKind.Section;
}

/// <summary>Every directive of Apache 2.4 and its modules.</summary>
internal static class DirectiveTable
{
    private static readonly FrozenDictionary<string, DirectiveRow> s_rows = DirectiveRows.All.ToFrozenDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds one by its name, in either case; null if neither Apache nor a module that is known here has one of that name.</summary>
    public static DirectiveRow? Find(string name) => s_rows.GetValueOrDefault(name) ?? ModulesOfOthers.Find(name);

    /// <summary>The name that somebody may have meant who wrote another; null if there is none near.</summary>
    public static string? Near(string name) =>
        Nearest.To(name, s_rows.Keys.Select(key => key.ToLowerInvariant())) is { } near && s_rows.TryGetValue(near, out DirectiveRow? row) ? row.Name : null;
}

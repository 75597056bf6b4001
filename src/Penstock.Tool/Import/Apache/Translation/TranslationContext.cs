using System.Net;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>What the parts of a translation share: the servers, and what has been said of each directive.</summary>
internal sealed class TranslationContext(ImportNotes notes, ConfigFiles files, string folder, string? serverRoot, string? relativeTo, Server main, IReadOnlyList<Server> hosts)
{
    private readonly HashSet<Directive> _told = [];

    public Server Main => main;

    public IReadOnlyList<Server> Hosts => hosts;

    public ConfigFiles Files => files;

    /// <summary>The addresses that names have now; null if they are not asked for.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<IPAddress[]>>? LookUp { get; init; }

    /// <summary>Where clients come in, and by which servers they are answered.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; set; } = [];

    /// <summary>The servers that take proxy requests, in the order of the file but for the first, which is the first endpoint's: of what can be said only once, it is this one's that counts.</summary>
    public IReadOnlyList<Server> Proxies => field ??= Endpoints.Where(endpoint => endpoint.IsProxy)
        .SelectMany(endpoint => (Server[])[.. endpoint.Server.IsProxy ? [endpoint.Server] : Array.Empty<Server>(), .. endpoint.Others.Where(other => other.IsProxy)]).Distinct().ToList();

    /// <summary>The servers whose directives matter.</summary>
    public IEnumerable<Server> Involved => Proxies.Prepend(main).Distinct();

    /// <summary>Where the names that the configuration gives to files begin; empty for the folder of the configuration itself.</summary>
    public string Root => serverRoot ?? folder;

    public bool HasErrors => notes.HasErrors;

    public bool IsTold(Directive directive) => _told.Contains(directive);

    /// <summary>A section whose directives speak for it.</summary>
    public void Understand(Directive section) => _told.Add(section);

    public void Say(Directive directive, ImportOutcome outcome, string text) => Say(directive, outcome, text, onlyToRun: false);

    public void Say(Directive directive, ImportOutcome outcome, string text, bool onlyToRun)
    {
        _told.Add(directive);
        notes.Add(directive.Order, new ImportNote(directive.Place, directive.Text, outcome, text, onlyToRun));
    }

    /// <summary>Says what whoever runs the translation is told as well.</summary>
    public void Warn(Directive directive, ImportOutcome outcome, string text)
    {
        _told.Add(directive);
        notes.Add(directive.Order, new ImportNote(directive.Place, directive.Text, outcome, text, IsWarning: true));
    }

    public void Problem(Directive directive, string text) => Say(directive, ImportOutcome.Error, text);

    /// <summary>The directive of a name that counts, if it is one that can be used.</summary>
    public Directive? Setting(string name) => Proxies[0].Find(name) is { } directive && IsUsable(directive) ? directive : null;

    /// <summary>False, and a problem is told of, if a variable in it has no value.</summary>
    public bool IsUsable(Directive directive)
    {
        if (directive.Undefined.Count > 0)
        {
            Problem(directive, DirectiveReader.Undefined(directive));
        }

        return directive.Undefined.Count == 0;
    }

    /// <summary>A path of the configuration as the native file has it. Relative paths begin at ServerRoot or else, as those of the native file do, in the folder of the file.</summary>
    public string PathOf(string path) =>
        IsWhole(path) ? path : serverRoot is not null ? $"{serverRoot}/{path}" : relativeTo is not null ? Path.Combine(relativeTo, path) : path;

    /// <summary>The same path, for finding the file from here.</summary>
    public string HereOf(string path) => IsWhole(path) ? path : Root.Length == 0 ? path : $"{Root}/{path}";

    // C:/x and C:\x are whole paths where they were written.
    private static bool IsWhole(string path) => Path.IsPathRooted(path) || path is [_, ':', '/' or '\\', ..];
}

namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>
/// Reads httpd.conf and what it includes. Conditional sections, definitions and inclusions are carried out on the way, as Apache does; what is left are directives and sections. Whatever is in the
/// files, nothing is thrown, and both time and memory are bounded.
/// </summary>
internal sealed class DirectiveReader(ConfigFiles files, Variables variables, ImportNotes notes)
{
    // Apache's own is 20 (AP_MAX_INCLUDE_DEPTH is compiled in).
    private const int DeepestInclude = 20;
    private const int DeepestSection = 32;
    private const int MostDirectives = 200_000;
    private const int MostCharacters = 16 * 1024 * 1024;

    private readonly KnownModules _modules = new();
    private readonly IncludePaths _paths = new(files);
    private int _order;
    private int _characters;
    private string _folder = "";
    private bool _isFull;

    /// <summary>Whether it was given up in the midst of the files, which has been told: what was read is no configuration.</summary>
    public bool IsFull => _isFull;

    /// <summary>The folder that relative paths are relative to, as far as the configuration says so; null if it does not.</summary>
    public string? ServerRoot { get; private set; }

    /// <summary>Reads a file with all that it includes.</summary>
    public List<Directive> Read(string path)
    {
        _folder = Path.GetDirectoryName(path) ?? "";
        List<Directive> directives = [];
        ReadFile(path, new ConfigPlace(path, 1), "", directives, 0);
        return directives;
    }

    private void ReadFile(string path, ConfigPlace from, string what, List<Directive> into, int depth)
    {
        if (files.Read(path, out string problem) is not { } whole)
        {
            Problem(from, what, problem);
            return;
        }

        _characters += whole.Length;
        if (_characters > MostCharacters)
        {
            Full(from, $"the files are larger than {MostCharacters >> 20} MiB together");
            return;
        }

        var sections = new SectionStack(into);
        foreach ((int number, string written) in LogicalLines.Of(whole))
        {
            var place = new ConfigPlace(path, number);
            if (_isFull || _order++ > MostDirectives)
            {
                Full(place, $"there are more than {MostDirectives} lines");
                return;
            }

            if (written.Any(c => char.IsControl(c) && c != '\t'))
            {
                Problem(place, "", "a control character is in this line, which no directive holds");
                continue;
            }

            // Apache puts the variables into the whole line before it parts the words; into what it passes over it puts none.
            List<string> undefined = [];
            string? text = written;
            if (sections.IsRead && !variables.TryResolve(written, undefined, out text))
            {
                Problem(place, written, "its variables make it too long");
                continue;
            }

            var line = new Line(text.Trim(), written, place, undefined);
            if (line.Text.StartsWith("</", StringComparison.Ordinal))
            {
                Close(sections, line);
            }
            else if (line.Text.StartsWith('<'))
            {
                Open(sections, line);
            }
            else if (sections.IsRead && line.Text.Length > 0)
            {
                ReadDirective(sections, line, depth);
            }
        }

        foreach (Directive open in sections.Open)
        {
            Note(open, ImportOutcome.Error, $"</{open.Name}> is missing");
        }
    }

    private void Close(SectionStack sections, Line line)
    {
        string name = line.Text[2..].TrimEnd('>').TrimEnd();
        if (!line.Text.EndsWith('>') || name.AsSpan().ContainsAny(' ', '\t', '>'))
        {
            Problem(line.Place, line.Written, $"the end of a section is written </{name.Split(' ', '\t', '>')[0]}>");
        }
        else if (sections.Innermost is not { } open)
        {
            Problem(line.Place, line.Written, $"there is no <{name}> that this could end");
        }
        else if (!open.Is(name))
        {
            Problem(line.Place, line.Written, $"</{open.Name}> is expected here, for {open.Text} in line {open.Place.Line}");
            sections.CloseTo(name);
        }
        else
        {
            sections.Close();
        }
    }

    private void Open(SectionStack sections, Line line)
    {
        (string text, ConfigPlace place) = (line.Text, line.Place);
        if (text.Length > 1 && char.IsWhiteSpace(text[1]))
        {
            Problem(place, line.Written, "no space is allowed after <");
            text = "<" + text[1..].TrimStart();
        }

        int nameEnd = text.AsSpan().IndexOfAny(' ', '\t', '>') is >= 0 and var at ? at : text.Length;
        int end = text.LastIndexOf('>');
        string rest = end < 0 ? "" : text[(end + 1)..].Trim();
        bool isWhole = end >= nameEnd && nameEnd > 1 && (rest.Length == 0 || rest[0] == '#');
        string arguments = isWhole ? text[nameEnd..end] : "";
        Directive section = Make(text[1..nameEnd], arguments, line, isSection: true);
        if (!isWhole)
        {
            Problem(place, line.Written, nameEnd == 1 ? "the name of the section is missing" : "a > is missing at its end");
        }
        else if (sections.Depth >= DeepestSection)
        {
            Full(place, $"sections are nested more than {DeepestSection} deep");
            return;
        }

        if (!sections.IsRead || !IsConditional(section))
        {
            sections.Add(section, sections.IsRead, isKept: true);
            return;
        }

        bool isNegated = IsNegated(arguments, out string name);
        bool? holds = Holds(section, isNegated, name);
        if (holds is null)
        {
            Problem(place, section.Text, "this condition cannot be understood");
        }
        else if (holds == false)
        {
            Note(section, ImportOutcome.NotNeeded, $"{Unmet(section, isNegated, name)}: what is in it does not count");
        }

        sections.Add(section, holds == true, isKept: false);
    }

    private void ReadDirective(SectionStack sections, Line line, int depth)
    {
        ReadOnlySpan<char> rest = line.Text;
        string name = DirectiveWords.Take(ref rest);
        Directive directive = Make(name, rest.ToString(), line, isSection: false);
        if (directive.IsAny("Include", "IncludeOptional"))
        {
            Include(directive, sections.Children, depth);
            return;
        }

        if (directive.Is("Define") && directive.Words.Count is 1 or 2)
        {
            variables.Define(directive.Value, directive.Words.Count == 2 ? directive.Words[1] : null);
            Note(directive, ImportOutcome.Translated, $"${{{directive.Value}}} and <IfDefine {directive.Value}>");
            return;
        }

        if (directive.IsAny("UnDefine") && directive.Words.Count == 1)
        {
            variables.Undefine(directive.Value);
            Note(directive, ImportOutcome.Translated, $"{directive.Value} is not defined any more");
            return;
        }

        if (directive.Is("LoadModule"))
        {
            _modules.Load(directive.Value, directive.Words.ElementAtOrDefault(1) ?? "");
        }
        else if (directive.Is("ServerRoot") && directive.Words.Count == 1)
        {
            ServerRoot = directive.Value.Length > 1 ? directive.Value.TrimEnd('/') : directive.Value;
        }

        sections.Children.Add(directive);
    }

    private void Include(Directive directive, List<Directive> into, int depth)
    {
        bool isOptional = directive.Is("IncludeOptional");
        if (directive.Words.Count != 1 || directive.Undefined.Count > 0)
        {
            Problem(directive.Place, directive.Text, directive.Undefined.Count > 0 ? Undefined(directive) : "it takes one path");
            return;
        }

        if (depth >= DeepestInclude)
        {
            Full(directive.Place, $"files include each other more than {DeepestInclude} deep");
            return;
        }

        List<string> found = [];
        foreach (string folder in ServerRoot is null ? [_folder] : new[] { ServerRoot, _folder })
        {
            found = found.Count > 0 ? found : _paths.Find(Path.Combine(folder, directive.Value));
        }

        if (found.Count == 0 && !isOptional)
        {
            Problem(directive.Place, directive.Text, $"there is no such file{(Path.IsPathRooted(directive.Value) ? "" : $" in {Shown(ServerRoot ?? _folder)}")}");
            return;
        }

        Note(directive, found.Count == 0 ? ImportOutcome.NotNeeded : ImportOutcome.Translated, found.Count switch
        {
            0 => "there is no such file",
            1 => "read",
            IncludePaths.MostFiles => $"read, the first {found.Count} files of it",
            _ => $"read, {found.Count} files",
        });
        if (found.Count == IncludePaths.MostFiles)
        {
            Problem(directive.Place, directive.Text, $"these are more than {IncludePaths.MostFiles - 1} files");
        }

        foreach (string path in found.TakeWhile(_ => !_isFull))
        {
            ReadFile(path, directive.Place, directive.Text, into, depth + 1);
        }
    }

    private static bool IsConditional(Directive section) => section.IsAny("IfModule", "IfDefine", "IfVersion", "IfFile", "IfDirective", "IfSection");

    // One ! that stands before any quote negates a condition, and what is behind it is its name.
    private static bool IsNegated(string condition, out string name)
    {
        ReadOnlySpan<char> rest = condition.AsSpan().TrimStart();
        bool isNegated = rest.StartsWith('!');
        rest = isNegated ? rest[1..] : rest;
        name = DirectiveWords.Take(ref rest);
        name = rest.IsEmpty ? name : "";
        return isNegated;
    }

    // Null if it cannot be said.
    private bool? Holds(Directive section, bool isNegated, string name)
    {
        if (section.Is("IfVersion"))
        {
            return ServerVersion.Compare(section.Words);
        }

        if (name.Length == 0 || section.Undefined.Count > 0)
        {
            return null;
        }

        return isNegated ^ (section.Name.ToUpperInvariant() switch
        {
            "IFMODULE" => _modules.Has(name),
            "IFDEFINE" => variables.IsDefined(name),
            "IFFILE" => files.FileExists(Path.Combine(ServerRoot ?? _folder, name)) || files.FolderExists(Path.Combine(ServerRoot ?? _folder, name)),
            "IFSECTION" => DirectiveTable.Find(name) is { IsSection: true },
            _ => DirectiveTable.Find(name) is { IsSection: false },
        });
    }

    private static string Unmet(Directive section, bool isNegated, string name) =>
        section.Name.ToUpperInvariant() switch
        {
            "IFMODULE" when !isNegated => "that module is not loaded here",
            "IFMODULE" => "that module is there",
            "IFDEFINE" when !isNegated => $"that is not defined (--define {name} defines it)",
            "IFDEFINE" => "that is defined",
            "IFVERSION" => "it is for another version of Apache",
            "IFFILE" => isNegated ? "that file is there" : "there is no such file",
            _ => "that does not hold here",
        };

    private Directive Make(string name, string arguments, Line line, bool isSection) => new()
    {
        Name = name,
        Words = DirectiveWords.All(arguments),
        Arguments = line.Text == line.Written ? arguments.Trim() : Written(name, arguments, line.Written, isSection).Trim(),
        Place = line.Place,
        Order = _order,
        IsSection = isSection,
        Undefined = line.Undefined,
    };

    // The arguments with their variables as they are written; where a variable gives the name too, as they came out.
    private static string Written(string name, string arguments, string line, bool isSection)
    {
        int start = line.AsSpan(isSection ? 1 : 0).StartsWith(name, StringComparison.Ordinal) ? name.Length + (isSection ? 1 : 0) : line.Length;
        int end = isSection ? line.LastIndexOf('>') : line.Length;
        return end > start ? line[start..end] : arguments;
    }

    /// <summary>What to say of a directive whose variables are not defined.</summary>
    public static string Undefined(Directive directive) =>
        $"${{{directive.Undefined[0]}}} is not defined (--define {directive.Undefined[0]}=VALUE does it{(directive.Undefined[0].StartsWith("APACHE_", StringComparison.Ordinal) ? "; Debian's Apache has it from /etc/apache2/envvars" : "")})";

    private static string Shown(string folder) => folder.Length == 0 ? "its folder" : folder;

    private void Full(ConfigPlace place, string problem)
    {
        if (!_isFull)
        {
            Problem(place, "", $"{problem}: the rest was not read");
        }

        _isFull = true;
    }

    private void Note(Directive directive, ImportOutcome outcome, string text) => notes.Add(directive.Order, new ImportNote(directive.Place, directive.Text, outcome, text));

    private void Problem(ConfigPlace place, string what, string text) => notes.Add(_order, new ImportNote(place, Short(what), ImportOutcome.Error, text));

    private static string Short(string text) => text.Length > 80 ? $"{text.AsSpan(0, 79)}…" : text;

    /// <param name="Text">The line as Apache reads it, with the values of its variables.</param>
    /// <param name="Written">As it is in the file.</param>
    private readonly record struct Line(string Text, string Written, ConfigPlace Place, IReadOnlyList<string> Undefined);
}

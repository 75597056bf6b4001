using System.Text;
using Penstock.Tests.Configuration;
using Penstock.Tests.Repository;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>A text as <c>penstock.yaml</c>: every problem has a place, the same text is read as the same, and what is accepted can be written, and reads back as itself.</summary>
internal sealed class YamlConfigTarget : FuzzTarget
{
    private const string Line = "----\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("penstock").FullName;

    public YamlConfigTarget()
    {
        File.WriteAllText(Path.Combine(_folder, "users"), "");
        File.WriteAllText(Path.Combine(_folder, "good.txt"), "\uFEFF# names\na.test\r\n\r\n  .b.test  # both\n10.0.0.0/8\n");
        File.WriteAllText(Path.Combine(_folder, "bad.txt"), "a.test\nbad name\n");
    }

    public override string Name => "yaml-config";

    public override int QuickRuns => 500;

    public override IReadOnlyList<string> Tokens { get; } =
    [
        "\n", "\n  ", "\n  - ", "- ", ": ", ":", "[", "]", "{", "}", ", ", "#", "&a ", "*a", "!!str ", "!", "|", ">", "|-\n  ", "'", "\"", "%YAML 1.2\n---\n", "---\n", "...\n", "? ", "<<: ", "\t", "\u00c2\u0085", "\u00e2\u0080\u00a8", "\u00ef\u00bb\u00bf", "\0", "${PORT}", "$${", "${", "~", "null", "true", "false",
        .. ConfigKeys.All.Select(key => key.Path[(key.Path.LastIndexOf('.') + 1)..].TrimEnd('[', ']') + ": ").Distinct(),
        "127.0.0.1:8088", ":8088", "[::1]:8088", "unix:/tmp/x", "any", "10.0.0.0/8", "::/0", "0.0.0.0/0", ".b.test", "*.c.test", "good.txt", "bad.txt", "users", "10s", "1h30m", "64KiB", "4GiB", "mon-fri 08:00-18:00", "22:00-06:00", "8000-8999", "\"%h %l %u %t \\\"%r\\\" %>s %b\"", "json", "http://127.0.0.1:9/", "because", "not",
    ];

    public override IEnumerable<byte[]> Seeds => Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "tests", "Penstock.Tests", "Configuration", "Golden"), "*.txt")
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllText)
        .Select(text => Encoding.UTF8.GetBytes(text[..text.LastIndexOf(Line, StringComparison.Ordinal)]))
        .Where(bytes => bytes.Length <= MostBytes);

    public override void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        ConfigFile file = Read(text);
        foreach (ConfigProblem problem in file.Problems)
        {
            FuzzFinding.Unless(problem.Place is { File.Length: > 0, Line: >= 1 }, $"a problem has no place: {problem}");
            FuzzFinding.Unless(!problem.Text.Any(char.IsControl), $"a problem is more than a line: {problem}");
        }

        FuzzFinding.UnlessSame(Show(file), Show(Read(text)), "the same text is read as something else");
        if (!file.IsUsable || file.Tool.Admin.Token is not null)
        {
            // A token is nobody's to read, so it is not written.
            return;
        }

        string written = ConfigWriter.Write(file.Config, file.Tool);
        ConfigFile again = Read(written);
        FuzzFinding.Unless(again.IsUsable, $"what was written cannot be read:\n{written}\n{Show(again)}");
        if (!file.Config.Policy.Rules.Any(rule => rule.Lists.Count > 0))
        {
            FuzzFinding.UnlessSame(Dump(file), Dump(again), $"what was written reads back as something else:\n{written}");
        }
    }

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    private ConfigFile Read(string text) => ConfigReader.Read(text, "penstock.yaml", _folder, name => name == "PORT" ? "8088" : null, null);

    private static string Show(ConfigFile file) => string.Join('\n', file.Problems);

    // Where a rule stands differs, and its words are those of the text that it was written in.
    private static string Dump(ConfigFile file) => ConfigDump.Of(file with
    {
        Config = file.Config with
        {
            ClientGroups = [.. file.Config.ClientGroups.Select(group => group with { Place = null })],
            Policy = file.Config.Policy with
            {
                DefaultPlace = null,
                Rules = [.. file.Config.Policy.Rules.Select(rule => rule with { Place = null, Text = "" })],
            },
        },
    });
}

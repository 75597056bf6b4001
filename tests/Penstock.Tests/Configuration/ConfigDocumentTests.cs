using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Tests.Repository;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

/// <summary>What is written about the configuration file is what its reader takes.</summary>
public sealed partial class ConfigDocumentTests
{
    private const string Begin = "<!-- keys: made from the reader's table; a test holds it -->\n";
    private const string End = "<!-- end of keys -->\n";

    [Fact]
    public void Page_HasEveryKeyOfTheReader()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "configuration.md"));
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        string table = page[begin..page.IndexOf(End, StringComparison.Ordinal)];
        Snapshot("configuration.keys.md", Table(), table);
    }

    [Fact]
    public void Schema_IsThatOfTheReader() => Snapshot("penstock.schema.json", ConfigSchema.Make(), File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "penstock.schema.json")));

    [Fact]
    public void Schema_IsJson() => JsonDocument.Parse(ConfigSchema.Make()).Dispose();

    [Fact]
    public void EveryExampleOfThePage_IsReadWithoutAProblem()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "configuration.md"));
        string folder = Directory.CreateTempSubdirectory("penstock").FullName;
        try
        {
            foreach (string file in (string[])["lists/ads.txt", "office.txt", "www/index.html", "users.htpasswd guest:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "groups.txt staff: guest"])
            {
                string[] parts = file.Split(' ', 2);
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, parts[0]))!);
                File.WriteAllText(Path.Combine(folder, parts[0]), parts.Length > 1 ? parts[1] : "");
            }

            MatchCollection examples = Example().Matches(page);
            Assert.True(examples.Count >= 6);
            foreach (Match example in examples)
            {
                ConfigFile read = ConfigReader.Read(example.Groups[1].Value, "penstock.yaml", folder, name => name == "PROXY_PORT" ? "8088" : null, null);
                Assert.True(read.Problems.Count == 0, $"{example.Value}\n{string.Join("\n", read.Problems)}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EveryDefaultOfAValue_IsTheConfigurationsOwn()
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, ConfigKey> map in ConfigKeys.All.Where(key => key.Path.Contains('.', StringComparison.Ordinal) && !key.Path.Contains('[', StringComparison.Ordinal)).GroupBy(key => key.Path.Split('.')[0]))
        {
            string[] lines = [.. map.Where(key => key.Kind is KeyKind.Duration or KeyKind.Size or KeyKind.Number && char.IsAsciiDigit(key.Default[0]) && !key.Path.StartsWith("logs", StringComparison.Ordinal)).Select(key => $"  {key.Path.Split('.')[1]}: {key.Default}")];
            lines = map.Key == "otlp" ? [.. lines, "  endpoint: http://127.0.0.1:4318"] : lines; // it means nothing without
            text.Append(lines.Length > 0 ? $"{map.Key}:\n{string.Join('\n', lines)}\n" : "");
        }

        foreach (ConfigKey key in ConfigKeys.All.Where(key => !key.Path.Contains('.', StringComparison.Ordinal) && key.Kind is KeyKind.Choice or KeyKind.Flag && !key.Path.Contains('.', StringComparison.Ordinal)))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{key.Path}: {key.Default}\n");
        }

        ConfigFile read = ConfigReader.Read(text.ToString(), "penstock.yaml", "/", _ => null, null);
        Assert.Empty(read.Problems);
        var defaults = new ProxyConfig();
        Assert.Equal(defaults.Timeouts, read.Config.Timeouts);
        Assert.Equal(defaults.Limits, read.Config.Limits);
        Assert.Equal((defaults.Resolver.Timeout, defaults.Resolver.CacheSize), (read.Config.Resolver.Timeout, read.Config.Resolver.CacheSize));
        Assert.Equal((defaults.Via, defaults.Forwarded, defaults.Replies, defaults.Refusals), (read.Config.Via, read.Config.Forwarded, read.Config.Replies, read.Config.Refusals));
        Assert.Equal((defaults.Policy.Default, defaults.Policy.OnReload), (read.Config.Policy.Default, read.Config.Policy.OnReload));
    }

    private static string Table()
    {
        var table = new StringBuilder("| key | what it is | default | range |\n|---|---|---|---|\n");
        foreach (ConfigKey key in ConfigKeys.All)
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{key.Path}` | {key.Help} | {key.Default} | {key.Range} |\n");
        }

        return table.ToString();
    }

    private static void Snapshot(string name, string made, string written)
    {
        if (made != written)
        {
            string received = Path.Combine(AppContext.BaseDirectory, name);
            File.WriteAllText(received, made);
            Assert.Fail($"It is not what the reader's table says; that is in {received}.");
        }
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}

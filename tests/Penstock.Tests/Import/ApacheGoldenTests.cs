using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tests.Import;

/// <summary>Configurations of Apache's, and what they become.</summary>
public sealed class ApacheGoldenTests
{
    public static TheoryData<string> Names => [.. GoldenCase.All("apache").Select(one => one.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void Import_GivesWhatTheFileSays(string name)
    {
        GoldenCase golden = Find(name);
        string result = GoldenCase.Result(Load(golden));
        if (result != golden.Expected)
        {
            golden.Keep(result);
        }

        Assert.Equal(golden.Expected, result);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Import_GivesAFileThatIsRightButForWhatIsNotHere(string name)
    {
        ImportResult result = Load(Find(name));
        if (result.Config is null)
        {
            Assert.NotEmpty(result.Errors);
            return;
        }

        Assert.Empty(result.Errors);
        ConfigFile file = ConfigReader.Read(result.Yaml, "penstock.yaml", "/nowhere", _ => null, null);
        Assert.DoesNotContain(file.Problems, problem => !problem.Text.Contains(": there is no ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Import_SaysOfEachDirectiveWhatBecomesOfIt(string name)
    {
        GoldenCase golden = Find(name);
        HashSet<ConfigPlace> places = [.. Load(golden).Notes.Select(note => note.Place)];
        List<Directive> directives = new DirectiveReader(golden.Files, new Variables(golden.Defines, golden.Variable), new ImportNotes()).Read("httpd.conf");

        // Of a configuration that makes no proxy that alone is said.
        bool isProxy = All(directives).Any(directive => directive.Is("ProxyRequests") && directive.Value.Equals("on", StringComparison.OrdinalIgnoreCase));
        Assert.All(All(directives).Where(directive => isProxy && !directive.IsSection), directive => Assert.Contains(directive.Place, places));
    }

    [Fact]
    public void There_AreManyOfThem() => Assert.True(Names.Count >= 70, $"{Names.Count}");

    private static ImportResult Load(GoldenCase golden) => ApacheImport.Load("httpd.conf", golden.Defines, golden.Files, golden.Variable);

    private static GoldenCase Find(string name) => GoldenCase.All("apache").Single(one => one.ToString() == name);

    private static IEnumerable<Directive> All(IEnumerable<Directive> directives) => directives.SelectMany(directive => All(directive.Children).Prepend(directive));
}

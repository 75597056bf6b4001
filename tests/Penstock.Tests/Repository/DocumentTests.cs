using System.Text.RegularExpressions;
using Penstock.Tool;
using Penstock.Tool.Commands;

namespace Penstock.Tests.Repository;

/// <summary>Documents that cannot drift from what they speak of.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Architecture_NamesOnlyPathsThatExist()
    {
        string[] paths = [.. Paths().Matches(RepositoryFiles.Read("ARCHITECTURE.md")).Select(match => match.Groups[1].Value)];

        Assert.True(paths.Length > 30, "the page names the files of the walk");
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)), path));
    }

    [Fact]
    public void Architecture_NamesEveryFolderOfTheLibrary()
    {
        string page = RepositoryFiles.Read("ARCHITECTURE.md");
        IEnumerable<string> folders = RepositoryFiles.SourceFiles("src/Penstock")
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Distinct();

        Assert.All(folders, folder => Assert.Contains($"`{folder}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_ShowsTheSampleThatIsCompiled()
    {
        string sample = RepositoryFiles.Read("samples/Embedded/Program.cs");
        string snippet = CSharpBlock().Match(RepositoryFiles.Read("README.md")).Groups[1].Value;

        Assert.NotEmpty(snippet);
        Assert.All(snippet.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line, sample, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_NamesEveryOptionAndNoOther()
    {
        string[] known = [.. new RunOptions().All.SelectMany(option => option.Aliases.Append(option.Name)), "--help", "-h", "--version"];
        string[] shown = [.. OptionNames().Matches(HelpText.Full).Select(match => match.Value).Distinct()];

        Assert.Equal(known.Order(), shown.Order());
    }

    [Theory]
    [InlineData("run", "if it could not start")]
    [InlineData("check", "if there are warnings")]
    [InlineData("explain", "for DENY")]
    [InlineData("import", "if the file cannot be written")]
    [InlineData("teach", "if the client had no answer")]
    [InlineData("watch", "if the proxy could not be asked")]
    public void Help_SaysWhenACommandEndsWithOne(string command, string when) =>
        Assert.Matches($"(?m)^  {command} +{when}", HelpText.Full[HelpText.Full.IndexOf("Exit codes:", StringComparison.Ordinal)..]);

    [Fact]
    public void Readme_ShowsTheCommandLineItsDefaultsGive()
    {
        Assert.Equal("127.0.0.1:8088", Assert.Single(new ProxyConfig().Listeners).ToString());
        Assert.Contains("http://127.0.0.1:8088", RepositoryFiles.Read("README.md"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"`((?:src|tests|docs|samples|bench)/[A-Za-z0-9./_-]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"(?<=[\s,])--?[A-Za-z][a-z-]*", RegexOptions.ExplicitCapture)]
    private static partial Regex OptionNames();
}

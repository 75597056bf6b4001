using System.Text.RegularExpressions;

namespace Penstock.Tests.Repository;

/// <summary>Rules of the sources that no compiler holds.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void UnsafeCode_IsInTheLinuxFolderAlone()
    {
        string linux = Path.Combine(RepositoryFiles.Root, "src", "Penstock", "Linux");
        string[] elsewhere = [.. RepositoryFiles.SourceFiles("src").Where(file => !file.StartsWith(linux, StringComparison.Ordinal) && Unsafe().IsMatch(File.ReadAllText(file)))];

        Assert.Empty(elsewhere);
        Assert.Contains(RepositoryFiles.SourceFiles("src/Penstock/Linux"), file => Unsafe().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void UnsafeCode_IsNotBesideTheLibraryEither() => Assert.DoesNotContain(
        ((string[])["tests", "bench", "samples"]).SelectMany(RepositoryFiles.SourceFiles),
        file => UnsafeBlock().IsMatch(File.ReadAllText(file)));

    [Fact]
    public void SystemCalls_AreInTheLinuxFolderAlone() => Assert.All(
        RepositoryFiles.SourceFiles("src").Where(file => LibraryImport().IsMatch(File.ReadAllText(file))),
        file => Assert.Contains($"{Path.DirectorySeparatorChar}Linux{Path.DirectorySeparatorChar}", file, StringComparison.Ordinal));

    [Fact]
    public void EveryFile_IsShort() => Assert.All(RepositoryFiles.SourceFiles("src"), file => Assert.InRange(File.ReadLines(file).Count(), 1, 400));

    // It is built by eng/mutate alone, and shall not find out there that something has moved.
    [Fact]
    public void TheProjectOfMutations_NamesWhatExists()
    {
        string[] named = [.. OtherFiles().Matches(RepositoryFiles.Read("eng/mutation/Mutation.csproj")).SelectMany(match => match.Groups[1].Value.Split(';'))];

        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, "eng", "mutation", path.Split('*')[0])), path));
    }

    [GeneratedRegex(@"(?:Include|Exclude)=""(\.\./[^""]+)""")]
    private static partial Regex OtherFiles();

    [GeneratedRegex(@"\bunsafe\b|\bUnsafe\.|\bMarshal\.|\bNativeMemory\b")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\b(internal|public|private|sealed|static|partial) unsafe |^\s*unsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafeBlock();

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\b")]
    private static partial Regex LibraryImport();
}

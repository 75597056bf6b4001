using System.Reflection;

namespace Penstock.Tests.Repository;

/// <summary>What an embedder can call, as one text file: a change of it is seen in review, and never made by accident.</summary>
public sealed class PublicApiTests
{
    private const string Verified = "tests/Penstock.Tests/PublicApi.verified.txt";

    [Fact]
    public void PublicApi_IsTheOneThatWasAgreed()
    {
        string received = string.Join('\n', typeof(ProxyServer).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Describe)) + "\n";
        string path = Path.Combine(RepositoryFiles.Root, Verified);
        string agreed = File.Exists(path) ? File.ReadAllText(path) : "";
        if (received != agreed)
        {
            File.WriteAllText(path.Replace(".verified.", ".received.", StringComparison.Ordinal), received);
        }

        Assert.Equal(agreed, received);
    }

    private static string Describe(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> members = type.IsEnum
            ? Enum.GetNames(type)
            : type.GetMembers(Declared)
                .Where(member => member is not MethodInfo { IsSpecialName: true } and not FieldInfo { IsSpecialName: true })
                .Where(member => !member.Name.Contains('<', StringComparison.Ordinal) && member.Name is not ("Equals" or "GetHashCode" or "PrintMembers" or "Deconstruct"))
                .Select(member => member.ToString()!)
                .Order(StringComparer.Ordinal);
        return $"{type.FullName} : {type.BaseType?.Name}\n{string.Concat(members.Select(member => $"    {member}\n"))}";
    }
}

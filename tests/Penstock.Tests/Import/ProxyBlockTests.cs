using System.Net;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;

namespace Penstock.Tests.Import;

/// <summary>ProxyBlock of a configuration that is run as it is: its names are looked up, as Apache does at its start.</summary>
public sealed class ProxyBlockTests
{
    [Fact]
    public void AddressesOfNames_AreRefusedToo()
    {
        ImportResult result = Load("ADS.example casino 192.0.2.7 _a:b ads.example", out IReadOnlyList<string> asked);

        Assert.Equal(["ads.example", "casino"], asked);
        Assert.Empty(result.Warnings);
        Assert.Equal(["192.0.2.7", "192.0.2.1", "2001:db8::1", "192.0.2.9"], Rules(result)[0].To.Select(pattern => pattern.ToString()));
        Assert.Equal(RuleVerdict.Deny, Rules(result)[0].Verdict);
        Assert.IsType<RuleCondition.Url>(Rules(result)[1].When);
    }

    [Fact]
    public void NameWithoutAddress_IsRefusedByItself_AndAWarningSaysSo()
    {
        ImportResult result = Load("nosuch.example other.example 192.0.2.7", out _);

        Assert.Equal("httpd.conf:3: ProxyBlock nosuch.example other.example 192.0.2.7: translated: nosuch.example, other.example have no addresses now, and are refused by name alone", Assert.Single(result.Warnings).ToString());
        Assert.Equal(["192.0.2.7"], Rules(result)[0].To.Select(pattern => pattern.ToString()));
        Assert.Equal(2, Rules(result).Count);
    }

    [Fact]
    public void PartOfANameWithoutAddress_IsNothingToWarnOf()
    {
        ImportResult result = Load("lottery", out IReadOnlyList<string> asked);

        Assert.Equal(["lottery"], asked);
        Assert.Empty(result.Warnings);
        Assert.Single(Rules(result));
    }

    // The hosts file has it, wherever the tests run; .invalid is nowhere (RFC 6761, section 6.4).
    [Fact]
    public void Names_AreLookedUpByTheSystem()
    {
        IReadOnlyList<IPAddress[]> found = NameLookUps.Find(["localhost", "nosuch.invalid", new string('a', 300)]);

        Assert.Contains(found[0], IPAddress.IsLoopback);
        Assert.Empty(found[1]);
        Assert.Empty(found[2]);
    }

    private static ImportResult Load(string words, out IReadOnlyList<string> asked)
    {
        List<string> names = [];
        var files = new MemoryFiles();
        files.Add("httpd.conf", $"Listen 8088\nProxyRequests On\nProxyBlock {words}\n<Proxy *>\nRequire local\n</Proxy>\n");
        ImportResult result = ApacheImport.Load("httpd.conf", [], files, _ => null, lookUp: of =>
        {
            names.AddRange(of);
            return [.. of.Select(AddressesOf)];
        });
        asked = names;
        return result;
    }

    private static IPAddress[] AddressesOf(string name) => name switch
    {
        "ads.example" => [IPAddress.Parse("192.0.2.1"), new IPAddress(IPAddress.Parse("2001:db8::1").GetAddressBytes(), 2)],
        "casino" => [IPAddress.Parse("192.0.2.9"), IPAddress.Parse("192.0.2.1")],
        _ => [],
    };

    private static IReadOnlyList<RuleConfig> Rules(ImportResult result)
    {
        ConfigFile file = ConfigReader.Read(result.Yaml, "penstock.yaml", "/nowhere", _ => null, null);
        Assert.Empty(file.Problems);
        return file.Config.Policy.Rules;
    }
}

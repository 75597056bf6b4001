using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The command in a network of its own: clients from elsewhere, and destinations that are not there.</summary>
public sealed class NetworkTests
{
    private const string Proxy = "198.51.100.1";
    private const string Client = "198.51.100.7";

    [Theory]
    [InlineData("127.0.0.1:9")]
    [InlineData("localhost:9")]
    [InlineData("10.1.2.3:9")]
    [InlineData("172.16.0.1:9")]
    [InlineData("192.168.1.1:9")]
    [InlineData("169.254.169.254:80")]
    [InlineData("100.64.0.1:9")]
    [InlineData("198.18.0.1:9")]
    [InlineData("224.0.0.1:9")]
    [InlineData("240.0.0.1:9")]
    [InlineData("0.0.0.0:9")]
    [InlineData("93.184.216.34:9")] // an address of the proxy's own host
    [InlineData("203.0.113.5:9")]
    [InlineData("private.example:9")]
    [InlineData("two-private.example:9")]
    [InlineData("[::1]:9")]
    [InlineData("[::]:9")]
    [InlineData("[fe80::1]:9")]
    [InlineData("[fd00::1]:9")]
    [InlineData("[::ffff:127.0.0.1]:9")]
    [InlineData("[::127.0.0.1]:9")]
    [InlineData("[64:ff9b::7f00:1]:9")]
    [InlineData("[2002:7f00:1::]:9")]
    [InlineData("[2001:0:7f00:1::]:9")]
    public async Task ClientFromElsewhere_IsRefusedWhatIsNotGlobal(string target)
    {
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync(Proxy + "/32", Client + "/32", "93.184.216.34/32");
        await network.SetHostsAsync("127.0.0.1 localhost\n10.0.0.7 private.example two-private.example\nfd00::7 two-private.example\n");
        foreach (string transport in (string[])["epoll", "sockets"])
        {
            await using ChildProcess penstock = await StartAsync(network.Launcher, transport, "--listen", $"{Proxy}:8088", "--allow", "198.51.100.0/24");
            string answer = await AskAsync(network, target);

            Assert.StartsWith("HTTP/1.1 403 Forbidden", answer, StringComparison.Ordinal);
            Assert.Contains("error=destination_ip_prohibited", answer, StringComparison.Ordinal);
        }
    }

    [Theory, BothTransports]
    public async Task ClientFromElsewhere_CannotReachTheListenerThroughItself(string transport)
    {
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync(Proxy + "/32", Client + "/32");
        await using ChildProcess penstock = await StartAsync(network.Launcher, transport, "--listen", "0.0.0.0:8088", "--allow", "198.51.100.0/24");

        Assert.Contains("error=proxy_loop_detected", await AskAsync(network, $"{Proxy}:8088"), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ClientFromElsewhere_MayTryAGlobalAddress(string transport)
    {
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync(Proxy + "/32", Client + "/32");
        await using ChildProcess penstock = await StartAsync(network.Launcher, transport, "--listen", $"{Proxy}:8088", "--allow", "198.51.100.0/24");

        // There is no way out of this network, and the kernel says so at once.
        string answer = await AskAsync(network, "93.184.216.34:9");
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway", answer, StringComparison.Ordinal);
        Assert.Contains("error=destination_ip_unroutable", answer, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task NameWithAPrivateAndAGlobalAddress_IsDialledByTheGlobalOneAlone(string transport)
    {
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync(Proxy + "/32", Client + "/32");
        await network.SetHostsAsync("10.0.0.7 mixed.example\n93.184.216.34 mixed.example\n127.0.0.1 mixed.example\n");
        await using ChildProcess penstock = await StartAsync(network.Launcher, transport, "--listen", $"{Proxy}:8088", "--allow", "198.51.100.0/24");

        Assert.Contains("error=destination_ip_unroutable", await AskAsync(network, "mixed.example:9"), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => penstock.Error.Contains("mixed.example", StringComparison.Ordinal), "it logged the failure");
        Assert.Contains("tried 93.184.216.34:9 ENETUNREACH", penstock.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.7:9", penstock.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1:9", penstock.Error, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task BlackHoledAddress_Is504AfterTheConnectTimeout(string transport)
    {
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync(Proxy + "/32", Client + "/32");
        await network.AddBlackHoleAsync("93.184.216.1/24");
        await using ChildProcess penstock = await StartAsync(network.Launcher, transport, "--listen", $"{Proxy}:8088", "--allow", "198.51.100.0/24", "--connect-timeout", "500ms");
        string answer = await AskAsync(network, "93.184.216.34:9");

        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout", answer, StringComparison.Ordinal);
        Assert.Contains("error=connection_timeout", answer, StringComparison.Ordinal);
    }

    private static async Task<ChildProcess> StartAsync(string[] launcher, string transport, params string[] arguments)
    {
        ChildProcess penstock = PenstockCommand.StartUnder(launcher, ["run", "--admin", "off", .. arguments], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });
        await Eventually.TrueAsync(() => penstock.Output.Contains("stop ", StringComparison.Ordinal) || penstock.HasExited, "it said where it listens");
        Assert.False(penstock.HasExited, penstock.Describe());
        return penstock;
    }

    // curl shows the head that answered its CONNECT, and its exit code only says that it was no 200.
    private static async Task<string> AskAsync(NetworkNamespace network, string target)
    {
        CommandResult result = await network.RunAsync(
            "sh", "-c", $"curl -sS -g -p --noproxy '' --interface {Client} -x http://{Proxy}:8088 -o /dev/null -D /dev/stdout 'http://{target}/' || true");
        return result.Output;
    }
}

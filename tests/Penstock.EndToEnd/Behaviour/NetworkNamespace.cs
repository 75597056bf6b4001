using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A network of its own on this machine (ip-netns(8)), with addresses that nobody else has. Needs root.</summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly string _name = $"penstock-{Guid.NewGuid().ToString("N")[..8]}";

    private NetworkNamespace()
    {
    }

    /// <summary>What to put before a command to run it inside.</summary>
    public string[] Launcher => ["ip", "netns", "exec", _name];

    /// <summary>Makes one whose own addresses, on its loopback interface, are <paramref name="addresses"/>.</summary>
    public static async Task<NetworkNamespace> CreateAsync(params string[] addresses)
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("network namespaces need root");
        }

        var network = new NetworkNamespace();
        await Command.RunAsync("ip", ["netns", "add", network._name]);
        await network.IpAsync("link", "set", "lo", "up");
        foreach (string address in addresses)
        {
            await network.IpAsync("addr", "add", address, "dev", "lo");
        }

        return network;
    }

    /// <summary>Gives it a hosts file of its own: what lies in /etc/netns/NAME stands in for the file in /etc.</summary>
    public async Task SetHostsAsync(string text)
    {
        Directory.CreateDirectory(Files);
        await File.WriteAllTextAsync(Path.Combine(Files, "hosts"), text);
    }

    /// <summary>Adds a network behind an interface of which nobody ever answers.</summary>
    public async Task AddBlackHoleAsync(string addressAndPrefix)
    {
        await IpAsync("link", "add", "hole", "type", "veth", "peer", "name", "bottom");
        await IpAsync("addr", "add", addressAndPrefix, "dev", "hole");
        await IpAsync("link", "set", "hole", "up");
        await IpAsync("link", "set", "bottom", "up");
    }

    /// <summary>Runs a client inside.</summary>
    public Task<CommandResult> RunAsync(params string[] command) => Command.RunAsync(Launcher[0], [.. Launcher[1..], .. command]);

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("ip", ["netns", "delete", _name]);
        if (Directory.Exists(Files))
        {
            Directory.Delete(Files, recursive: true);
        }
    }

    private string Files => Path.Combine("/etc/netns", _name);

    private Task<CommandResult> IpAsync(params string[] arguments) => Command.RunAsync("ip", ["-n", _name, .. arguments]);
}

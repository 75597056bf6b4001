using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A network of its own on this machine (ip-netns(8)), with addresses that nobody else has. Needs root.</summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    // CLONE_NEWNET (sched.h).
    private const int NetworkKind = 0x40000000;

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

    /// <summary>Moves a device into it, and gives it its address and that of whoever is at its other end.</summary>
    public async Task TakeDeviceAsync(string device, string address, string peer)
    {
        await Command.RunAsync("ip", ["link", "set", device, "netns", _name]);
        await IpAsync("addr", "add", address, "peer", peer, "dev", device);
        await IpAsync("link", "set", device, "up");
    }

    public Task DeleteDeviceAsync(string device) => IpAsync("link", "delete", device);

    /// <summary>Makes something inside, by a thread that has gone there (setns(2)): a socket stays where it was made, whoever uses it.</summary>
    public async Task<T> MakeAsync<T>(Func<T> make)
    {
        var made = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using SafeFileHandle network = File.OpenHandle($"/run/netns/{_name}");
                if (SetNamespace(network, NetworkKind) != 0)
                {
                    throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                }

                made.SetResult(make());
            }
            catch (Exception e)
            {
                made.SetException(e);
            }
        });
        thread.Start();
        return await made.Task;
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

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle network, int kind);
}

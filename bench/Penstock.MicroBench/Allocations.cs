using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.MicroBench;

/// <summary>What a tunnel and a GET allocate once all is warm, by type, and what an idle tunnel holds. The proxy is in this process; its origin and its clients are processes of Penstock.Bench.</summary>
internal static class Allocations
{
    private const int LeastBytes = 8;
    private const int IdleTunnels = 2_000;

    private static readonly (string What, string Load, int Concurrency, int Count)[] s_loads = [("tunnel", "Tunnels", 32, 40_000), ("GET of 1 KiB on a kept connection", "Gets", 64, 200_000)];

    /// <summary>Two tables and a sentence, as Markdown.</summary>
    /// <param name="driver">The program of Penstock.Bench.</param>
    public static async Task<string> MeasureAsync(string driver)
    {
        int port = FreePort();
        using Process origin = Start(driver, $"origin {port}");
        try
        {
            await origin.StandardOutput.ReadLineAsync();
            await using var proxy = new ProxyServer(new ProxyConfig { Listeners = [new("127.0.0.1:0")], RecentRequests = 10_000, AccessLogs = [new AccessLogConfig { Path = "/dev/null" }] });
            await proxy.StartAsync();
            using var types = new AllocatedTypes();
            var text = new StringBuilder();
            foreach ((string what, string load, int concurrency, int count) in s_loads)
            {
                string arguments = $"load {load} {((IPEndPoint)proxy.Endpoints[0]).Port} {port} {concurrency}";
                await RunAsync(driver, $"{arguments} {count / 2}");
                types.Clear();
                long before = GC.GetTotalAllocatedBytes(precise: true);
                await RunAsync(driver, $"{arguments} {count}");
                Append(text, what, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count, types);
            }

            double held = await IdleTunnelAsync(driver, ((IPEndPoint)proxy.Endpoints[0]).Port, port);
            text.Append(CultureInfo.InvariantCulture, $"An idle tunnel that has passed a byte each way holds {held:#,0} bytes of objects.\n");
            return text.ToString();
        }
        finally
        {
            origin.Kill();
        }
    }

    private static void Append(StringBuilder text, string what, double bytes, AllocatedTypes types)
    {
        text.Append(CultureInfo.InvariantCulture, $"A {what}: {bytes:#,0} bytes.\n\n| bytes | of |\n|---|---|\n");
        foreach ((string type, double share) in types.Shares().Where(type => type.Share * bytes >= LeastBytes))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {share * bytes:0} | `{Short(type)}` |\n");
        }

        text.Append('\n');
    }

    // Only the last part of each name; of a state machine its method's and its class's.
    private static string Short(string type)
    {
        string inner = type.Split('[', 2) is [_, var arguments] && (type.Contains("StateMachineBox", StringComparison.Ordinal) || type.Contains("LoopCoroutine", StringComparison.Ordinal)) ? arguments.Split(',')[^1].TrimEnd(']') : type;
        string name = inner.Split('.')[^1];
        return name.Contains('<', StringComparison.Ordinal) ? $"{name.Split('+')[0]}.{name.Split('<', '>')[1]}, suspended" : name;
    }

    private static async Task<double> IdleTunnelAsync(string driver, int proxy, int origin)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using Process load = Start(driver, $"load Idle {proxy} {origin} {IdleTunnels} 1");
        await load.StandardOutput.ReadLineAsync();
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        await load.StandardInput.WriteLineAsync();
        await load.WaitForExitAsync();
        return (double)held / IdleTunnels;
    }

    private static async Task RunAsync(string driver, string arguments)
    {
        using Process load = Start(driver, arguments);
        string result = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        if (load.ExitCode != 0)
        {
            throw new InvalidOperationException($"{driver} {arguments}: {result}");
        }
    }

    private static Process Start(string driver, string arguments) => Process.Start(new ProcessStartInfo(driver, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Support;
using Penstock.EndToEnd.Telemetry;

namespace Penstock.EndToEnd.Load;

/// <summary>The command under load, and what it holds: descriptors, memory, and what it has counted.</summary>
internal sealed partial class LoadedProxy : IAsyncDisposable
{
    // Whoever scrapes holds a connection for a moment.
    private const int ScrapeDescriptors = 4;

    private readonly TempFolder _folder;
    private readonly PenstockProcess _process;

    private LoadedProxy(TempFolder folder, PenstockProcess process) => (_folder, _process) = (folder, process);

    public IPEndPoint EndPoint => _process.EndPoint;

    /// <summary>Descriptors that the process has open.</summary>
    public int Descriptors => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>Its memory, with its share of what it has in common with others (proc(5): smaps_rollup, Pss).</summary>
    public double MemoryInMiB
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    public static async Task<LoadedProxy> StartAsync(string transport, params string[] arguments)
    {
        var folder = new TempFolder();
        try
        {
            PenstockProcess process = await PenstockProcess.StartAsync(transport, ["--admin", $"unix:{folder["admin.sock"]}", "--origin-idle", "1s", .. arguments]);
            return new LoadedProxy(folder, process);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public Task<PrometheusText> CountersAsync() => PrometheusText.ScrapeAsync(_folder["admin.sock"]);

    /// <summary>Waits until nothing is open, and no more descriptors than before.</summary>
    public async Task SettleAsync(int descriptors)
    {
        await Eventually.TrueAsync(
            async () => await CountersAsync() is var now && now["penstock_connections_open"] == 0 && now["penstock_requests_open"] == 0 && now["penstock_origin_connections_idle"] == 0,
            "nothing is open any more");
        Assert.InRange(Descriptors, 0, descriptors + ScrapeDescriptors);
    }

    /// <summary>Waits until it holds no more memory than that: it gives back what a crowd has left behind, some seconds after.</summary>
    public Task ReturnsMemoryAsync(double mebibytes) => Eventually.TrueAsync(() => MemoryInMiB <= mebibytes, FormattableString.Invariant($"it holds no more than {mebibytes:0.0} MiB"));

    /// <summary>Stops it. Its log must have as many lines and bytes as it has counted, and its error log nothing.</summary>
    public async Task StopAsync(long requests, long bytesDown)
    {
        await _process.StopAsync();
        (long lines, long bytes) = (0, 0);
        foreach (string line in File.ReadLines(_process.AccessLogPath))
        {
            lines++;
            string size = line[(line.LastIndexOf(' ') + 1)..];
            bytes += size == "-" ? 0 : long.Parse(size, CultureInfo.InvariantCulture);
        }

        Assert.Equal((requests, bytesDown), (lines, bytes));
        Assert.DoesNotMatch(Complaint(), _process.Error);
    }

    /// <summary>A figure for docs/testing.md.</summary>
    public static void Report(FormattableString text) => TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant(text));

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    [GeneratedRegex(@"Z (warn|error|crit|fail) ")]
    private static partial Regex Complaint();
}

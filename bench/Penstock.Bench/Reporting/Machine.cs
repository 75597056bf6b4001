using System.Diagnostics;
using System.Globalization;
using Penstock.Bench.Peers;

namespace Penstock.Bench.Reporting;

/// <summary>Where and when something was measured, and what.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string system = ValueOf("/etc/os-release", "PRETTY_NAME=").Trim('"');
        string processor = ValueOf("/proc/cpuinfo", "model name").Trim(' ', '\t', ':');
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return string.Create(
            CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {system}, kernel {kernel}, {Environment.ProcessorCount} processors ({processor})");
    }

    /// <summary>How many processes wanted a processor in the last minute (proc_loadavg(5)): next to none, on a machine that is fit to be measured on.</summary>
    public static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>A peer's title with the version that is installed.</summary>
    public static async Task<string> TitleAsync(Peer peer, CancellationToken cancellation)
    {
        if (peer.Packages.Length == 0 || !File.Exists("/usr/bin/dpkg-query"))
        {
            return peer.Title;
        }

        using Process query = Process.Start(new ProcessStartInfo("/usr/bin/dpkg-query", ["-W", "-f", "${Version}", peer.Packages.Split(' ')[0]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string version = await query.StandardOutput.ReadToEndAsync(cancellation);
        string[] words = peer.Title.Split(',', 2);
        return PeerList.UpstreamVersion(version) is { } number ? string.Join(',', [$"{words[0]} {number}", .. words[1..]]) : peer.Title;
    }

    private static string ValueOf(string path, string key) => File.Exists(path)
        ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..] ?? ""
        : "";
}

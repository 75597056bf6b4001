namespace Penstock.EndToEnd.Support;

/// <summary>Finds the real clients and servers. One that is missing fails its test where CI=true; elsewhere the test is skipped and says what to install.</summary>
internal static class RealTool
{
    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/local/sbin", "/usr/sbin", "/sbin", .. PostgresFolders()];

    // Programs whose Debian package has another name.
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["certutil"] = "libnss3-tools",
        ["initdb"] = "postgresql",
        ["nc"] = "netcat-openbsd",
        ["node"] = "nodejs",
        ["postgres"] = "postgresql",
        ["psql"] = "postgresql-client",
        ["redis-cli"] = "redis-tools",
        ["scp"] = "openssh-client",
        ["setpriv"] = "util-linux",
        ["ssh-keygen"] = "openssh-client",
        ["sshd"] = "openssh-server",
    };

    /// <summary>The full path of a program. A path is taken as it is.</summary>
    public static string Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return program;
        }

        if (Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) is { } path)
        {
            return path;
        }

        string message = $"{program} is not installed: apt-get install {Packages.GetValueOrDefault(program, program)} (as root, ./test does it)";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return "";
    }

    /// <summary>The first of several programs that do the same.</summary>
    public static string FindAny(params string[] programs) =>
        Find(programs.FirstOrDefault(program => Folders.Any(folder => File.Exists(Path.Combine(folder, program)))) ?? programs[0]);

    // Debian keeps what belongs to a version of PostgreSQL out of the path; the newest is taken.
    private static IEnumerable<string> PostgresFolders() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).OrderDescending(StringComparer.Ordinal)
            : [];
}

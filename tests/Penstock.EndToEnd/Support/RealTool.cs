namespace Penstock.EndToEnd.Support;

/// <summary>Finds the real clients and servers. One that is missing fails its test where CI=true; elsewhere the test is skipped and says what to install.</summary>
internal static class RealTool
{
    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/local/sbin", "/usr/sbin", "/sbin", .. PostgresFolders()];

    // Programs whose Debian package has another name.
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["/usr/bin/pip3"] = "python3-pip",
        ["libfaketime.so.1"] = "faketime",
        ["ab"] = "apache2-utils",
        ["apache2"] = "apache2-bin",
        ["apt-ftparchive"] = "apt-utils",
        ["apt-get"] = "apt",
        ["aria2c"] = "aria2",
        ["certutil"] = "libnss3-tools",
        ["dpkg-deb"] = "dpkg",
        ["dpkg-query"] = "dpkg",
        ["fail2ban-regex"] = "fail2ban",
        ["htpasswd"] = "apache2-utils",
        ["http"] = "httpie",
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

        Miss(program);
        return "";
    }

    /// <summary>The first of several programs that do the same.</summary>
    public static string FindAny(params string[] programs) =>
        Find(programs.FirstOrDefault(program => Folders.Any(folder => File.Exists(Path.Combine(folder, program)))) ?? programs[0]);

    /// <summary>Debian's Python before any other: its modules are Debian's packages.</summary>
    public static string FindPython() => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Find("python3");

    /// <summary>A file that belongs to no program in the path.</summary>
    public static string FindFile(string path)
    {
        if (!File.Exists(path))
        {
            Miss(path);
        }

        return path;
    }

    private static void Miss(string program)
    {
        string message = $"{program} is not installed: apt-get install {Packages.GetValueOrDefault(program, Packages.GetValueOrDefault(Path.GetFileName(program), program))} (as root, ./test does it)";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    // Debian keeps what belongs to a version of PostgreSQL out of the path; the newest is taken.
    private static IEnumerable<string> PostgresFolders() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).OrderDescending(StringComparer.Ordinal)
            : [];
}

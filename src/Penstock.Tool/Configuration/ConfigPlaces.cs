namespace Penstock.Tool.Configuration;

/// <summary>Where a configuration file is looked for, if none is named.</summary>
internal static class ConfigPlaces
{
    private const string Name = "penstock.yaml";

    /// <summary>In order: the working directory, the user's, the system's (XDG Base Directory Specification; on Windows the application data of either).</summary>
    public static IEnumerable<string> All()
    {
        yield return Name;
        if (OperatingSystem.IsWindows())
        {
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "penstock", Name);
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "penstock", Name);
            yield break;
        }

        string? home = Environment.GetEnvironmentVariable("HOME");
        string? config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg : string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".config");
        if (config is not null)
        {
            yield return Path.Combine(config, "penstock", Name);
        }

        yield return "/etc/penstock/" + Name;
    }

    /// <summary>The first that is there; null if none is.</summary>
    public static string? Find() => All().FirstOrDefault(File.Exists);
}

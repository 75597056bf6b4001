using System.Globalization;

namespace Penstock.Bench.Processes;

/// <summary>A process and all that descend from it, as /proc has them: what they have used, what they hold.</summary>
internal static class ProcessTree
{
    // USER_HZ, which Linux fixes at 100 for what it shows of time.
    private const double TicksPerSecond = 100;

    /// <summary>The root and its descendants; empty if the root is gone.</summary>
    public static List<ProcessStat> Of(int root) => Of(root, ReadAll());

    /// <summary>The same of a list of processes.</summary>
    public static List<ProcessStat> Of(int root, IReadOnlyCollection<ProcessStat> all)
    {
        ILookup<int, ProcessStat> children = all.ToLookup(stat => stat.Parent);
        List<ProcessStat> tree = [.. all.Where(stat => stat.Id == root)];
        for (int i = 0; i < tree.Count; i++)
        {
            tree.AddRange(children[tree[i].Id]);
        }

        return tree;
    }

    /// <summary>Processor time in seconds.</summary>
    public static double CpuSeconds(int root) => Of(root).Sum(stat => stat.CpuTicks) / TicksPerSecond;

    /// <summary>Memory in KiB, what is shared being divided among those who share it (PSS).</summary>
    public static long ProportionalKib(int root) => Of(root).Sum(stat => ReadOrNothing($"/proc/{stat.Id}/smaps_rollup") is { } text ? PssOf(text) : 0);

    /// <summary>The Pss of a smaps_rollup file in KiB; 0 without one.</summary>
    public static long PssOf(string text)
    {
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static List<ProcessStat> ReadAll()
    {
        var all = new List<ProcessStat>();
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder["/proc/".Length])))
        {
            if (ReadOrNothing($"{folder}/stat") is { } line && ProcessStat.TryParse(line, out ProcessStat stat))
            {
                all.Add(stat);
            }
        }

        return all;
    }

    // A process may end while it is looked at.
    private static string? ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

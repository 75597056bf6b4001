using System.Globalization;

namespace Penstock.Bench.Processes;

/// <summary>What proc_pid_stat(5) says of a process: whose child it is, when it started and what it has used, in clock ticks.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="CpuTicks">User and system time, its own and that of children it has waited for.</param>
/// <param name="StartTicks">When it started; with the number it names a process for good.</param>
internal readonly record struct ProcessStat(int Id, int Parent, long CpuTicks, long StartTicks)
{
    /// <summary>Reads a line of /proc/PID/stat; false if it is none.</summary>
    public static bool TryParse(string line, out ProcessStat stat)
    {
        // The name stands in parentheses, and may have spaces and parentheses of its own.
        int open = line.IndexOf(" (", StringComparison.Ordinal);
        int close = line.LastIndexOf(')');
        string[] fields = close < 0 ? [] : line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (open < 0 || fields.Length < 20)
        {
            stat = default;
            return false;
        }

        // By that page's numbers: 4 ppid, 14 to 17 utime, stime, cutime and cstime, 22 starttime; the fields here begin with 3.
        stat = new ProcessStat((int)Number(line[..open]), (int)Number(fields[1]), fields[11..15].Sum(Number), Number(fields[19]));
        return true;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Penstock.EndToEnd.Support;

/// <summary>How far the resident memory of a process rises above what it is now (proc(5): VmRSS, VmHWM, clear_refs).</summary>
internal sealed class PeakMemory
{
    private readonly int _processId;
    private readonly long _before;

    public PeakMemory(int processId)
    {
        _processId = processId;
        // 5: its high-water mark becomes what it has now.
        File.WriteAllText($"/proc/{processId}/clear_refs", "5");
        _before = Read("VmRSS:");
    }

    public double RiseInMiB => (Read("VmHWM:") - _before) / 1024.0;

    private long Read(string name)
    {
        string line = File.ReadLines($"/proc/{_processId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}

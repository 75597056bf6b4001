using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Penstock.Bench.Processes;

/// <summary>A server that was started, with all its children; it is ended, and its children with it, when it is disposed of.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SIGTERM = 15; // bits/signum-generic.h
    private const int SIGKILL = 9;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly StreamWriter _output;

    /// <summary>Starts <paramref name="command"/>; what it writes goes to <paramref name="outputPath"/>.</summary>
    public ServerProcess(string[] command, string outputPath)
    {
        _output = new StreamWriter(outputPath, append: true);
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(outputPath)!,
        })!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>When it was started, by <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public double CpuSeconds => ProcessTree.CpuSeconds(Id);

    public long ProportionalKib => ProcessTree.ProportionalKib(Id);

    public async ValueTask DisposeAsync()
    {
        // A server's children may outlive it for a moment, and are nobody's children then: they are known by number and start.
        List<ProcessStat> tree = ProcessTree.Of(Id);
        if (!_process.HasExited)
        {
            _ = NativeKill(Id, SIGTERM);
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(s_patience, TimeProvider.System));
        }

        foreach (ProcessStat left in tree.Where(stat => ProcessTree.Of(stat.Id) is [var now, ..] && now.StartTicks == stat.StartTicks))
        {
            _ = NativeKill(left.Id, SIGKILL);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await _output.DisposeAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.WriteLine(line.Data);
            _output.Flush();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int NativeKill(int process, int signal);
}

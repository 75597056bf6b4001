using System.Diagnostics;
using Penstock.Bench.Load;

namespace Penstock.Bench.Processes;

/// <summary>A load in a process of its own: this program, called with <c>load</c>.</summary>
internal sealed class LoadProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private LoadProcess(LoadPlan plan)
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, plan.Arguments())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>How many tunnels stand, of those that the load opens first.</summary>
    public int Opened { get; private set; }

    /// <summary>Starts a load, up to where its tunnels stand.</summary>
    public static async Task<LoadProcess> StartAsync(LoadPlan plan, CancellationToken cancellation)
    {
        var load = new LoadProcess(plan);
        if (plan.OpensFirst)
        {
            string line = await load._process.StandardOutput.ReadLineAsync(cancellation) ?? "";
            load.Opened = line.StartsWith(LoadCommands.OpenedWord, StringComparison.Ordinal) ? int.Parse(line.AsSpan(LoadCommands.OpenedWord.Length)) : 0;
        }

        return load;
    }

    /// <summary>Lets it go on to its end.</summary>
    /// <exception cref="InvalidOperationException">It said nothing.</exception>
    public async Task<(LoadResult Result, string? FirstError)> FinishAsync(CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync();
        _process.StandardInput.Close();
        string? line = await _process.StandardOutput.ReadLineAsync(cancellation);
        string errors = await _errors.WaitAsync(cancellation);
        return line is null
            ? throw new InvalidOperationException($"The load gave no result. {errors}")
            : (LoadResult.Parse(line), errors.Length == 0 ? null : errors.Split('\n')[0]);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}

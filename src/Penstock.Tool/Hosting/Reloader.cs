using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Hosting;

/// <summary>Puts the configuration in force anew: when it is asked to, and, if the file says so, when the file has changed. One that is wrong changes nothing, and the error log says why.</summary>
internal sealed class Reloader(ProxyServer proxy, Reporter reporter, Func<RunSettings> read)
{
    // Somebody who saves a file and looks is there by then; a few stats a second cost nothing.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _requested = new(0);

    /// <summary>Asks for a reload. From any thread; returns at once.</summary>
    public void Request() => _requested.Release();

    /// <summary>Reloads as it is asked to, until it is cancelled.</summary>
    public async Task RunAsync(RunSettings settings, CancellationToken cancellation)
    {
        FileWatch watch = new(settings.Files);
        try
        {
            while (true)
            {
                bool isRequested = await _requested.WaitAsync(settings.Tool.Watch ? s_look : Timeout.InfiniteTimeSpan, cancellation);
                while (isRequested && _requested.Wait(0, CancellationToken.None))
                {
                    // Several requests at once are one.
                }

                if (isRequested || watch.HasChanged())
                {
                    settings = await ReloadAsync(settings);
                    watch = new FileWatch(settings.Files);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy stops.
        }
    }

    private async Task<RunSettings> ReloadAsync(RunSettings before)
    {
        RunSettings next = read();
        try
        {
            List<string> faults = [.. next.Problems.Where(problem => !problem.IsWarning).Select(problem => problem.ToString()), .. next.Mistakes];
            if (faults.Count > 0)
            {
                faults.ForEach(reporter.Tell);
                reporter.Tell($"{(faults.Count == 1 ? "1 problem" : $"{faults.Count} problems")}; the running configuration is unchanged");
            }
            else
            {
                foreach (ConfigProblem warning in next.Problems)
                {
                    reporter.Tell(warning.ToString());
                }

                await proxy.ReloadAsync(next.Config);
                return next;
            }
        }
        catch (Exception e) when (e is ProxyStartException or ProxyConfigException or IOException or UnauthorizedAccessException)
        {
            reporter.Tell($"not reloaded; the running configuration is unchanged: {e.Message}");
        }
        catch (ObjectDisposedException)
        {
            // It has stopped meanwhile.
        }

        // The files of the new one are watched all the same: the next change may mend it.
        return before with { Files = [.. before.Files.Union(next.Files)] };
    }
}

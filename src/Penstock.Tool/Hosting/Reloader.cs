using System.Collections.Concurrent;
using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Hosting;

/// <summary>Puts the configuration in force anew: when it is asked to, and, if the file says so, when the file has changed. One that is wrong changes nothing, and the error log says why.</summary>
internal sealed class Reloader(ProxyServer proxy, Reporter reporter, RunSettings started, Func<RunSettings> read)
{
    private const string Stopping = "the proxy is stopping";

    // Somebody who saves a file and looks is there by then; a few stats a second cost nothing.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _requested = new(0);
    private readonly ConcurrentQueue<TaskCompletionSource<IReadOnlyList<string>>> _waiting = new();
    private readonly RunSettings _started = started;
    private volatile RunSettings _settings = started;
    private volatile bool _isOver;

    /// <summary>What is in force, and the files that it was read from.</summary>
    public RunSettings Settings => _settings;

    /// <summary>Asks for a reload. From any thread; returns at once.</summary>
    public void Request() => _requested.Release();

    /// <summary>Asks for a reload, and waits for it.</summary>
    /// <returns>What is wrong with the configuration, so that nothing has changed; nothing if it is in force.</returns>
    public Task<IReadOnlyList<string>> ReloadAsync()
    {
        var done = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(done);
        Request();
        if (_isOver)
        {
            Answer([Stopping]);
        }

        return done.Task;
    }

    /// <summary>Reloads as it is asked to, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        FileWatch watch = new(_settings.Files);
        try
        {
            while (true)
            {
                bool isRequested = await _requested.WaitAsync(_settings.Tool.Watch ? s_look : Timeout.InfiniteTimeSpan, cancellation);
                while (isRequested && _requested.Wait(0, CancellationToken.None))
                {
                    // Several requests at once are one.
                }

                if (isRequested || watch.HasChanged())
                {
                    TaskCompletionSource<IReadOnlyList<string>>[] askers = TakeWaiting();
                    IReadOnlyList<string> problems = await ReloadOnceAsync();
                    Array.ForEach(askers, asker => asker.SetResult(problems));
                    watch = new FileWatch(_settings.Files);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy stops.
        }
        finally
        {
            _isOver = true;
            Answer([Stopping]);
        }
    }

    private async Task<IReadOnlyList<string>> ReloadOnceAsync()
    {
        RunSettings before = _settings;
        RunSettings next = before;
        IReadOnlyList<string> faults;
        try
        {
            next = read();
            faults = [.. next.Problems.Where(problem => !problem.IsWarning).Select(problem => problem.ToString()), .. next.Mistakes];
            if (next.HasEmptyFile && !before.HasEmptyFile)
            {
                // Whoever writes it has failed, or is not done yet. To take it for a whole would take every rule away.
                faults = [.. faults, $"{next.Path}: there is nothing in this file (write {{}} to have everything as it is without one)"];
            }

            if (faults.Count > 0)
            {
                faults.ToList().ForEach(reporter.Tell);
                reporter.Tell($"{(faults.Count == 1 ? "1 problem" : $"{faults.Count} problems")}; the running configuration is unchanged");
            }
            else
            {
                foreach (ConfigProblem warning in next.Problems)
                {
                    reporter.Tell(warning.ToString());
                }

                await proxy.ReloadAsync(next.Config);

                foreach (string name in FixedSettings.Changed(_started, next))
                {
                    reporter.Tell($"{name} is not changed by a reload: it stays what it was at the start, until penstock is started anew");
                }

                _settings = next with { Tool = _started.Tool with { Watch = next.Tool.Watch } };
                return [];
            }
        }
        catch (Exception e) when (e is ProxyStartException or ProxyConfigException or IOException or UnauthorizedAccessException)
        {
            reporter.Tell($"not reloaded; the running configuration is unchanged: {e.Message}");
            faults = [e.Message];
        }
        catch (ObjectDisposedException)
        {
            // It has stopped meanwhile.
            faults = [Stopping];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A mistake of ours: it is told in full, and the next reload has its chance.
            reporter.Tell($"a fault of penstock itself ended the reload, which may be half done: {e}");
            faults = [$"a fault of penstock itself: {e.Message}"];
        }

        // The files of the new one are watched all the same: the next change may mend it.
        _settings = before with { Files = [.. before.Files.Union(next.Files)] };
        return faults;
    }

    private void Answer(IReadOnlyList<string> problems) => Array.ForEach(TakeWaiting(), asker => asker.SetResult(problems));

    private TaskCompletionSource<IReadOnlyList<string>>[] TakeWaiting()
    {
        List<TaskCompletionSource<IReadOnlyList<string>>> askers = [];
        while (_waiting.TryDequeue(out TaskCompletionSource<IReadOnlyList<string>>? asker))
        {
            askers.Add(asker);
        }

        return [.. askers];
    }
}

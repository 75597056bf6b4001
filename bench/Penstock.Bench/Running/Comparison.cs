using Penstock.Bench.Load;
using Penstock.Bench.Peers;

namespace Penstock.Bench.Running;

/// <summary>
/// Every proxy under every load, several rounds. Each is started alone, and then all of them run; a load comes in slices, of which each proxy has one after the other. A machine that is
/// shared is faster and slower from second to second, by more than what is to be told apart: so what is compared has had the same seconds.
/// </summary>
internal sealed class Comparison(Bench bench, Peer[] peers, Scenario[] scenarios, int warmUp, Action<string> tell)
{
    // Starting takes little time and scatters much, so a round has several.
    private const int Starts = 3;

    // Any order will do; the same one each time, so that a run can be repeated.
    private readonly Random _random = new(1);

    public Samples Samples { get; } = new();

    public async Task RunAsync(int rounds, CancellationToken cancellation)
    {
        for (int round = 1; round <= rounds; round++)
        {
            string of = $"round {round} of {rounds}";
            tell($"{of}: {Starts} starts of each");
            foreach (Peer peer in peers)
            {
                await MeasureStartsAsync(peer, cancellation);
            }

            await using var all = new AllOfThem();
            foreach (Peer peer in peers)
            {
                if (await bench.StartAsync(peer, tell, cancellation) is { } running)
                {
                    all.Running.Add(running);
                    _ = await Bench.RunAsync(running, bench.Plan(running, Scenario.WarmUp with { Amount = warmUp }), cancellation);
                }
            }

            foreach (Scenario scenario in scenarios)
            {
                tell($"{of}: {scenario.Name}");
                await MeasureAsync([.. all.Running.Where(running => running.Peer.CarriesHttp || !scenario.IsHttp)], scenario, cancellation);
            }
        }
    }

    private async Task MeasureStartsAsync(Peer peer, CancellationToken cancellation)
    {
        for (int start = 0; start < Starts; start++)
        {
            if (await bench.StartAsync(peer, tell, cancellation) is not { } started)
            {
                Samples.AddErrors(peer.Name, 1);
                return;
            }

            await using (started)
            {
                Samples.Add(peer.Name, Measure.StartUp.Key, started.StartUp.TotalMilliseconds);
                Samples.Add(peer.Name, Measure.Base.Key, started.Server.ProportionalKib / 1024.0);
            }
        }
    }

    private async Task MeasureAsync(RunningPeer[] running, Scenario scenario, CancellationToken cancellation)
    {
        var outcomes = new Outcome?[running.Length];
        int[] order = [.. Enumerable.Range(0, running.Length)];
        for (int turn = 0; turn < scenario.Turns; turn++)
        {
            // Nobody always comes behind the same one, or in step with a clock.
            _random.Shuffle(order);
            foreach (int i in order)
            {
                Outcome outcome = await Bench.RunAsync(running[i], bench.Plan(running[i], scenario.Slice), cancellation);
                outcomes[i] = outcomes[i]?.And(outcome) ?? outcome;
            }
        }

        for (int i = 0; i < running.Length; i++)
        {
            Keep(running[i].Peer, scenario, outcomes[i]!);
        }
    }

    private void Keep(Peer peer, Scenario scenario, Outcome outcome)
    {
        LoadResult result = outcome.Result;
        Samples.AddErrors(peer.Name, result.Errors);
        if (outcome.FirstError is { } error)
        {
            tell($"{peer.Name}, {scenario.Name}: {result.Errors} errors, the first: {error}");
        }

        // Nothing is said of the price of what was not delivered.
        if (result.Succeeded <= 0 || result.Errors > result.Done / 100)
        {
            return;
        }

        Samples.Add(peer.Name, scenario.Measure.Key, scenario.Kind is LoadKind.Idle ? outcome.IdleKib : scenario.CostOf(outcome.CpuSeconds, result));
        Samples.Add(peer.Name, $"{scenario.Name} a second", result.PerSecond);
        Samples.Add(peer.Name, $"{scenario.Name} MiB a second", result.Gibibytes * 1024 / result.Seconds);
        Samples.Add(peer.Name, $"{scenario.Name} p99 us", result.P99);
    }

    private sealed class AllOfThem : IAsyncDisposable
    {
        public List<RunningPeer> Running { get; } = [];

        public async ValueTask DisposeAsync()
        {
            foreach (RunningPeer running in Running)
            {
                await running.DisposeAsync();
            }
        }
    }
}

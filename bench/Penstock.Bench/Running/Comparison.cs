using Penstock.Bench.Load;
using Penstock.Bench.Peers;

namespace Penstock.Bench.Running;

/// <summary>Every proxy under every load, one after another, several rounds.</summary>
internal sealed class Comparison(Bench bench, Peer[] peers, Scenario[] scenarios, int warmUp, Action<string> tell)
{
    // Starting takes little time and scatters much, so a round has several.
    private const int Starts = 3;

    public Samples Samples { get; } = new();

    public async Task RunAsync(int rounds, CancellationToken cancellation)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (Peer peer in peers)
            {
                tell($"round {round} of {rounds}: {peer.Title}");
                await MeasureAsync(peer, cancellation);
            }
        }
    }

    private async Task MeasureAsync(Peer peer, CancellationToken cancellation)
    {
        for (int start = 1; start < Starts; start++)
        {
            if (await bench.StartAsync(peer, tell, cancellation) is not { } started)
            {
                Samples.AddErrors(peer.Name, 1);
                return;
            }

            Samples.Add(peer.Name, Measure.StartUp.Key, started.StartUp.TotalMilliseconds);
            await started.DisposeAsync();
        }

        if (await bench.StartAsync(peer, tell, cancellation) is not { } running)
        {
            Samples.AddErrors(peer.Name, 1);
            return;
        }

        await using (running)
        {
            Samples.Add(peer.Name, Measure.StartUp.Key, running.StartUp.TotalMilliseconds);
            Samples.Add(peer.Name, Measure.Base.Key, running.Server.ProportionalKib / 1024.0);
            _ = await Bench.RunAsync(running, bench.Plan(running, Scenario.WarmUp with { Amount = warmUp }), cancellation);
            foreach (Scenario scenario in scenarios.Where(scenario => peer.CarriesHttp || !scenario.IsHttp))
            {
                Keep(peer, scenario, await Bench.RunAsync(running, bench.Plan(running, scenario), cancellation));
            }
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
}

using Penstock.Bench.Load;
using Penstock.Bench.Peers;

namespace Penstock.Bench.Running;

/// <summary>What the same load costs with more tunnels open, more rules, more loops.</summary>
/// <param name="bench">Where.</param>
/// <param name="floor">The program of the floor.</param>
/// <param name="penstock">The penstock command.</param>
/// <param name="scale">How much of the load, 1 being all of it.</param>
/// <param name="tell">Is told how far it is.</param>
internal sealed class Growth(Bench bench, string floor, string penstock, double scale, Action<string> tell)
{
    public const string Tunnels = "tunnels";
    public const string Rules = "rules";
    public const string Loops = "loops";
    private const int CyclesAtOnce = 32;

    // 20,000 descriptors are what a process may have here, and a tunnel has two.
    public static readonly int[] TunnelSteps = [1, 10, 100, 1_000, 9_000];
    public static readonly int[] RuleSteps = [1, 1_000, 1_000_000];
    public static readonly int[] LoopSteps = [.. Enumerable.Range(1, Math.Max(2, Environment.ProcessorCount))];

    // Past the 10,000 requests that are kept to be looked at: until their places have been used once, they are new memory.
    private static readonly Scenario s_warmUp = Scenario.Tunnels with { Amount = 12_000 };

    public Samples Samples { get; } = new();

    /// <summary>The name of a number: of which growth, of what, at which step.</summary>
    public static string Key(string growth, Measure measure, int step) => $"{growth} {measure.Key} {step}";

    public async Task RunAsync(int rounds, CancellationToken cancellation)
    {
        for (int round = 1; round <= rounds; round++)
        {
            string of = $"round {round} of {rounds}";
            foreach (Peer peer in (Peer[])[Floor.Of(floor), PenstockPeers.Plain(penstock)])
            {
                tell($"{of}: {peer.Title}, more tunnels");
                await WithAsync(peer, peer.Name, MeasureTunnelsAsync, cancellation);
            }

            foreach (int rules in RuleSteps)
            {
                tell($"{of}: {rules} rules");
                await WithAsync(
                    PenstockPeers.WithRules(penstock, rules), PenstockPeers.Name, running => MeasureAsync(running, Scenario.Tunnels, Rules, rules, 0, cancellation), cancellation);
            }

            foreach (int loops in LoopSteps)
            {
                tell($"{of}: {loops} loops");
                await WithAsync(PenstockPeers.WithLoops(penstock, loops), PenstockPeers.Name, async running =>
                {
                    await MeasureAsync(running, Scenario.Tunnels, Loops, loops, 0, cancellation);
                    await MeasureAsync(running, Scenario.RoundTrips, Loops, loops, 0, cancellation);
                }, cancellation);
            }
        }

        async Task MeasureTunnelsAsync(RunningPeer running)
        {
            foreach (int count in TunnelSteps)
            {
                int atOnce = Math.Min(count, CyclesAtOnce);
                await MeasureAsync(running, Scenario.RoundTrips with { Concurrency = count }, Tunnels, count, 0, cancellation);
                await MeasureAsync(running, Scenario.Tunnels with { Concurrency = atOnce }, Tunnels, count, count - atOnce, cancellation);
            }
        }
    }

    private async Task WithAsync(Peer peer, string name, Func<RunningPeer, Task> measure, CancellationToken cancellation)
    {
        if (await bench.StartAsync(peer, tell, cancellation) is not { } running)
        {
            Samples.AddErrors(name, 1);
            return;
        }

        await using (running)
        {
            _ = await Bench.RunAsync(running, bench.Plan(running, s_warmUp.Scaled(scale)), cancellation);
            await measure(running);
        }
    }

    private async Task MeasureAsync(RunningPeer running, Scenario scenario, string growth, int step, int held, CancellationToken cancellation)
    {
        Outcome outcome = await Bench.RunAsync(running, bench.Plan(running, scenario.Scaled(scale), held), cancellation);
        string name = running.Peer.Name == Floor.Name ? Floor.Name : PenstockPeers.Name;
        Samples.AddErrors(name, outcome.Result.Errors);
        if (outcome.FirstError is { } error)
        {
            tell($"{running.Peer.Name}, {step} {growth}: {outcome.Result.Errors} errors, the first: {error}");
        }

        if (outcome.Result.Succeeded > 0)
        {
            Samples.Add(name, Key(growth, scenario.Measure, step), scenario.CostOf(outcome.CpuSeconds, outcome.Result));
            Samples.Add(name, $"{Key(growth, scenario.Measure, step)} a second", outcome.Result.PerSecond);
        }
    }
}

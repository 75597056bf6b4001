using Penstock.Bench.Load;
using Penstock.Bench.Peers;
using Penstock.Bench.Processes;

namespace Penstock.Bench.Running;

/// <summary>The origin, a folder, and the proxies that are measured at the moment: all gone at the end.</summary>
internal sealed class Bench : IAsyncDisposable
{
    // What a server still does for its newest connections shall not be taken for what it holds for idle ones.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(700);

    private readonly WorkFolder _work = new();
    private readonly int _originPort = FreePort.Next();
    private readonly ServerProcess _origin;

    private Bench() => _origin = new ServerProcess([Environment.ProcessPath!, "origin", $"{_originPort}"], Path.Combine(_work.Root, "origin.out"));

    /// <exception cref="InvalidOperationException">The origin does not answer.</exception>
    public static async Task<Bench> OpenAsync(CancellationToken cancellation)
    {
        var bench = new Bench();
        if (await FirstTunnel.WaitAsync(bench._origin, bench._originPort, null, cancellation) is null)
        {
            await bench.DisposeAsync();
            throw new InvalidOperationException("The origin does not answer.");
        }

        return bench;
    }

    /// <summary>Starts a proxy and has it carry one tunnel; null, and <paramref name="complain"/> is told what it said, if it does not come to that.</summary>
    public async Task<RunningPeer?> StartAsync(Peer peer, Action<string> complain, CancellationToken cancellation)
    {
        var place = new PeerPlace(_work.Fresh(peer.Name), FreePort.Next(), _originPort) { SecondPort = FreePort.Next() };
        string[] command = peer.Prepare(place);
        string output = place.Path("output");
        var server = new ServerProcess(command, output);
        try
        {
            if (await FirstTunnel.WaitAsync(server, place.Port, peer.IsLayer4 ? null : _originPort, cancellation) is { } startUp)
            {
                return new RunningPeer(peer, place, server, startUp, peer.Watch is { } watch ? await watch(place, cancellation) : null);
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        await server.DisposeAsync();
        complain($"{peer.Name} did not start: {string.Join(' ', command)}\n{await File.ReadAllTextAsync(output, cancellation)}");
        return null;
    }

    /// <summary>A load on a proxy, or on the origin itself without one.</summary>
    public LoadPlan Plan(RunningPeer? peer, Scenario scenario, int held = 0) => peer switch
    {
        null => new LoadPlan(scenario.Kind, 0, _originPort, scenario.Concurrency, scenario.Amount, held),
        { Peer.IsLayer4: true } => new LoadPlan(scenario.Kind, 0, peer.Place.Port, scenario.Concurrency, scenario.Amount, held),
        _ => new LoadPlan(scenario.Kind, peer.Place.Port, _originPort, scenario.Concurrency, scenario.Amount, held),
    };

    /// <summary>Runs a load, and says what it cost the proxy. What is opened ahead of the load is not counted.</summary>
    public static async Task<Outcome> RunAsync(RunningPeer peer, LoadPlan plan, CancellationToken cancellation)
    {
        long memoryBefore = plan.Kind is LoadKind.Idle ? peer.Server.ProportionalKib : 0;
        double cpuBefore = peer.Server.CpuSeconds;
        using LoadProcess load = await LoadProcess.StartAsync(plan, cancellation);
        double idleKib = 0;
        if (plan.Kind is LoadKind.Idle)
        {
            await Task.Delay(s_settling, TimeProvider.System, cancellation);
            idleKib = (peer.Server.ProportionalKib - memoryBefore) / (double)Math.Max(1, load.Opened);
        }

        if (plan.OpensFirst)
        {
            cpuBefore = peer.Server.CpuSeconds;
        }

        (LoadResult result, string? firstError) = await load.FinishAsync(cancellation);
        return new Outcome(result, peer.Server.CpuSeconds - cpuBefore, idleKib, firstError);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _work.Dispose();
    }
}

/// <summary>What a load did, and what it cost the proxy.</summary>
internal sealed record Outcome(LoadResult Result, double CpuSeconds, double IdleKib, string? FirstError)
{
    /// <summary>This and another part of the same load.</summary>
    public Outcome And(Outcome other) => new(Result.And(other.Result), CpuSeconds + other.CpuSeconds, 0, FirstError ?? other.FirstError);
}

/// <summary>A proxy that runs, and how long it took to carry its first tunnel.</summary>
/// <param name="Peer">Which.</param>
/// <param name="Place">Where.</param>
/// <param name="Server">Its process.</param>
/// <param name="StartUp">From its start to its first tunnel.</param>
/// <param name="Watcher">Who looks inside.</param>
internal sealed record RunningPeer(Peer Peer, PeerPlace Place, ServerProcess Server, TimeSpan StartUp, IAsyncDisposable? Watcher) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await (Watcher?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            await Server.DisposeAsync();
        }
    }
}

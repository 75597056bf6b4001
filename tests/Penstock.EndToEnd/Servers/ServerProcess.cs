using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>A real server in a process of its own, on a port of 127.0.0.1.</summary>
internal sealed class ServerProcess(int port, ChildProcess process, int stopSignal = Signal.Terminate) : IAsyncDisposable
{
    public int Port => port;

    /// <summary>Waits until it listens.</summary>
    public async Task StartedAsync()
    {
        await Eventually.ListensAsync(port, unless: () => process.HasExited);
        Assert.False(process.HasExited, $"The server ended at once.\n{process.Describe()}");
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(process.Describe());
        if (!process.HasExited)
        {
            process.Send(stopSignal);
            await process.WaitForExitAsync(TimeSpan.FromSeconds(10));
        }

        await process.DisposeAsync();
    }
}

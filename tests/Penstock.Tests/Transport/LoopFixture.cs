using Penstock.Linux;
using Penstock.Transport;
using Penstock.Transport.Sockets;

namespace Penstock.Tests.Transport;

/// <summary>A loop of the transport that is named, running, and what it has said of faults.</summary>
internal sealed class LoopFixture : IAsyncDisposable
{
    public LoopFixture(string transport)
    {
        Assert.SkipUnless(transport != "epoll" || OperatingSystem.IsLinux(), "epoll is Linux's");
        Loop = transport == "epoll" && OperatingSystem.IsLinux() ? new EpollLoop(0, 8) : new SocketLoop(0);
        Loop.Faulted = Faults.Add;
        Loop.Start();
    }

    public static TheoryData<string> Transports => ["epoll", "sockets"];

    public IoLoop Loop { get; }

    /// <summary>Written on the loop, and read when it has run what follows.</summary>
    public List<Exception> Faults { get; } = [];

    public Task RunAsync(Action action) => Soon(Loop.RunAsync(action));

    /// <summary>Runs a coroutine from its beginning to its end on the loop.</summary>
    public async Task RunAsync(Func<Task> coroutine)
    {
        Task? running = null;
        await RunAsync(() => { running = coroutine(); });
        await Soon(running!);
    }

    public async ValueTask DisposeAsync() => await Soon(Loop.StopAsync());

    /// <summary>What does not end is a failure, and not a test run that hangs.</summary>
    public static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}

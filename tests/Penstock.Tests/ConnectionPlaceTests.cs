using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Tests.Fuzz;
using Penstock.Transport;

namespace Penstock.Tests;

/// <summary>Which connections count for <see cref="LimitConfig.MaxConnectionsPerClient"/>: here a client may have one.</summary>
public sealed class ConnectionPlaceTests : IAsyncLifetime
{
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static readonly PeerAddress s_client = PeerAddress.From(new IPEndPoint(IPAddress.Loopback, 50_000));

    private readonly ProxyServer _server = new(new ProxyConfig { Limits = new() { MaxConnectionsPerClient = 1 } });
    private readonly MemoryLoop _loop = new();
    private readonly List<Task> _running = [];
    private readonly Queue<(Func<bool> Condition, Action[] Actions)> _steps = new();
    private ProxyServices _services = null!;
    private ConnectionTable _table = null!;

    public ValueTask InitializeAsync()
    {
        _services = TestServices.Of(TestSnapshot.Of(_server.Config), _server, NullLogger.Instance);
        _table = new ConnectionTable(_loop, _services);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task OneTooMany_IsRefused()
    {
        MemoryConnection first = Client("");
        MemoryConnection second = Client("");
        Once(() => second.Sent.Count > 0, first.Finish, second.Finish);
        await RunAsync(first, second);

        Assert.StartsWith("HTTP/1.1 429 ", Answer(second), StringComparison.Ordinal);
    }

    // The FIN of the one before may be read by another loop, later than the next is accepted.
    [Fact]
    public async Task OneTooMany_IsServed_IfTheOtherGoesMeanwhile()
    {
        MemoryConnection first = Client("");
        MemoryConnection second = Client(Get);
        Once(() => true, first.Finish, second.Finish);
        await RunAsync(first, second);

        Assert.StartsWith("HTTP/1.1 200 ", Answer(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedOnes_TakeNoPlace()
    {
        MemoryConnection first = Client("");
        MemoryConnection[] refused = [Client(Get), Client(Get)];
        MemoryConnection last = Client(Get);
        Once(() => refused.All(client => client.IsSendEnded), first.Finish);
        Once(() => first.IsClosed, last.Finish, () => Serve(last));
        Once(() => last.Sent.Count > 0, refused[0].Finish, refused[1].Finish);
        await RunAsync([first, .. refused]);

        Assert.All(refused, client => Assert.StartsWith("HTTP/1.1 429 ", Answer(client), StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 200 ", Answer(last), StringComparison.Ordinal);
    }

    // A client that has its answer, and the FIN behind it, may take its time to close.
    [Fact]
    public async Task OneThatIsLetGo_LeavesItsPlace()
    {
        MemoryConnection first = Client("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        MemoryConnection second = Client(Get);
        Once(() => first.IsSendEnded, second.Finish, () => Serve(second));
        Once(() => second.Sent.Count > 0, first.Finish);
        await RunAsync(first);

        Assert.StartsWith("HTTP/1.1 200 ", Answer(second), StringComparison.Ordinal);
    }

    // It would wait for its first request for as long as the proxy may take to stop.
    [Fact]
    public async Task Stop_LetsNobodyTakeAPlace()
    {
        MemoryConnection first = Client("");
        MemoryConnection second = Client("");
        Once(() => true, first.Finish, second.Finish, () =>
        {
            _services.IsStopping = true;
            _table.ForEach(connection => connection.StopIfWaiting());
        });
        await RunAsync(first, second);

        Assert.StartsWith("HTTP/1.1 429 ", Answer(second), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private MemoryConnection Client(string asks) => new(_loop, new(IPAddress.Loopback, 50_000), [Encoding.ASCII.GetBytes(asks)]);

    private static string Answer(MemoryConnection client) => Encoding.ASCII.GetString([.. client.Sent]);

    // What is done once the loop has nothing to do, and this holds; one after the other.
    private void Once(Func<bool> condition, params Action[] actions) => _steps.Enqueue((condition, actions));

    private void TakeStep()
    {
        if (_steps.TryPeek(out (Func<bool> Condition, Action[] Actions) step) && step.Condition())
        {
            _steps.Dequeue();
            Array.ForEach(step.Actions, static action => action());
        }
    }

    // Until all have ended, those too that come meanwhile; then no place is taken.
    private async Task RunAsync(params MemoryConnection[] clients)
    {
        _loop.Start();
        await _loop.RunAsync(() =>
        {
            Array.ForEach(clients, Serve);
            _loop.Idle = TakeStep;
        });
        for (int i = 0; i < _running.Count; i++)
        {
            await _running[i].WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }

        await _loop.StopAsync();
        Assert.True(_services.ClientConnections.TryAdd(s_client, most: 1));
    }

    private void Serve(MemoryConnection client)
    {
        _running.Add(ServeAsync());

        async Task ServeAsync() => await new ProxyConnection(client, new OpenListener(new ListenerConfig("127.0.0.1:8088"), new NoSocket()), _services, _table).RunAsync();
    }
}

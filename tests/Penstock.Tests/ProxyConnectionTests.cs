using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Tests.Fuzz;
using Penstock.Transport;

namespace Penstock.Tests;

public sealed class ProxyConnectionTests
{
    // The proxy stops in the instant between the arrival of a request and the turn in which it would be read.
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ")]
    [InlineData("", "")]
    public async Task Stop_LetsGoWhoHasAskedForNothing_AndAnswersWhatHasComeUnread(string asked, string answer)
    {
        await using var server = new ProxyServer(new ProxyConfig());
        ProxyServices services = TestServices.Of(TestSnapshot.Of(server.Config), server, NullLogger.Instance);
        var loop = new MemoryLoop();
        loop.Start();
        var client = new MemoryConnection(loop, new(IPAddress.Loopback, 50_000), [Encoding.ASCII.GetBytes(asked)]);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(_ => _ = RunAsync(), null);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.StartsWith(answer, Encoding.ASCII.GetString([.. client.Sent]), StringComparison.Ordinal);
        Assert.Equal(answer.Length == 0, client.Sent.Count == 0);
        await loop.StopAsync();

        async Task RunAsync()
        {
            var listener = new OpenListener(new ListenerConfig("127.0.0.1:8088"), new NoSocket());
            var connection = new ProxyConnection(client, listener, services, new ConnectionTable(loop, services));
            LoopTask running = connection.RunAsync();
            services.IsStopping = true;
            connection.StopIfWaiting();
            await running;
            ended.SetResult();
        }
    }
}

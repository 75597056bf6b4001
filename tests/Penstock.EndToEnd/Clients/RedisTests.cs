using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class RedisTests
{
    [Theory, BothTransports]
    public async Task RedisCli_SetsAndGets_ThroughATunnel(string transport)
    {
        await using ServerProcess redis = await RedisServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        await using var local = new TunnelForwarder(penstock.EndPoint, $"127.0.0.1:{redis.Port}");
        byte[] value = Content.RandomLine(256 * 1024);

        await Command.RunAsync("redis-cli", ["-p", $"{local.Port}", "-x", "SET", "key"], input: Encoding.ASCII.GetString(value));
        CommandResult got = await Command.RunAsync("redis-cli", ["-p", $"{local.Port}", "--raw", "GET", "key"]);

        Assert.Equal(Content.Hash(value), Content.Hash(Encoding.ASCII.GetBytes(got.Output.TrimEnd('\n'))));
        await penstock.StopAfterTunnelToAsync("127.0.0.1", redis.Port);
    }

    [Theory, BothTransports]
    public async Task Redis_With1000CommandsInOneWrite_AnswersEachInOrder(string transport)
    {
        await using ServerProcess redis = await RedisServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{redis.Port}", TestContext.Current.CancellationToken);

        string commands = string.Concat(Enumerable.Range(0, 1000).Select(i => $"*2\r\n$4\r\nECHO\r\n${i.ToString().Length}\r\n{i}\r\n")) + "*1\r\n$4\r\nQUIT\r\n";
        await tunnel.Stream.WriteAsync(Encoding.ASCII.GetBytes(commands), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tunnel.Stream, Encoding.ASCII);
        string answers = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(string.Concat(Enumerable.Range(0, 1000).Select(i => $"${i.ToString().Length}\r\n{i}\r\n")) + "+OK\r\n", answers);

        tunnel.Dispose();
        await penstock.StopAfterTunnelToAsync("127.0.0.1", redis.Port);
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

/// <summary>One question as it arrived.</summary>
internal sealed record DnsQuestionSeen(string Name, DnsType Type, bool OverTcp, byte[] Message)
{
    public required EndPoint From { get; init; }

    /// <summary>Sends bytes as they are, before the reply: a datagram, or a piece of a stream.</summary>
    public required Func<byte[], Task> SendAsync { get; init; }

    /// <summary>Ends the connection, if it is one.</summary>
    public Action Close { get; init; } = () => { };
}

/// <summary>A DNS server on 127.0.0.1, UDP and TCP on one port. A name and type is answered by the reply set for it, anything else with <see cref="Otherwise"/>.</summary>
internal sealed class TestDnsServer : IAsyncDisposable
{
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string, DnsType), TestDnsReply> _replies = new();
    private readonly ConcurrentQueue<DnsQuestionSeen> _seen = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _loops;

    /// <param name="withTcp">Whether it listens for TCP too.</param>
    public TestDnsServer(bool withTcp = true)
    {
        (_udp, _tcp) = BindBoth();
        if (withTcp)
        {
            _tcp.Listen();
        }

        EndPoint = (IPEndPoint)_udp.LocalEndPoint!;
        _loops = Task.WhenAll(Task.Run(UdpLoopAsync), withTcp ? Task.Run(TcpLoopAsync) : Task.CompletedTask);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What is said where nothing was set.</summary>
    public TestDnsReply Otherwise { get; set; } = TestDnsReplies.Code(DnsCode.NameError);

    public TestDnsServer On(string name, DnsType type, TestDnsReply reply)
    {
        _replies[(name, type)] = reply;
        return this;
    }

    public TestDnsServer OnBoth(string name, TestDnsReply reply) => On(name, DnsType.A, reply).On(name, DnsType.Aaaa, reply);

    public IReadOnlyList<DnsQuestionSeen> Seen => [.. _seen];

    public int Count(string name, DnsType type) => _seen.Count(q => q.Name == name && q.Type == type);

    /// <summary>Waits until so many more questions have arrived than were waited for before.</summary>
    public async Task ArrivalsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), "No question arrived.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _udp.Dispose();
        _tcp.Dispose();
        await _loops;
        _stop.Dispose();
        _arrived.Dispose();
    }

    private static (Socket Udp, Socket Tcp) BindBoth()
    {
        while (true)
        {
            Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                tcp.Bind(udp.LocalEndPoint!);
                return (udp, tcp);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private async Task UdpLoopAsync()
    {
        byte[] buffer = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult got = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                byte[] message = buffer[..got.ReceivedBytes];
                DnsQuestionSeen question = TestDnsReplies.ReadQuestion(message, overTcp: false, got.RemoteEndPoint, async reply => await _udp.SendToAsync(reply, got.RemoteEndPoint));
                _ = ReplyAsync(question, question.SendAsync);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
            }
        }
    }

    private async Task TcpLoopAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _tcp.AcceptAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using NetworkStream stream = new(client, ownsSocket: true);
            byte[] length = new byte[2];
            while (true)
            {
                await stream.ReadExactlyAsync(length, _stop.Token);
                byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(message, _stop.Token);
                DnsQuestionSeen question =
                    TestDnsReplies.ReadQuestion(message, overTcp: true, client.RemoteEndPoint!, async bytes => await stream.WriteAsync(bytes, _stop.Token)) with { Close = client.Close };
                await ReplyAsync(question, reply => question.SendAsync([(byte)(reply.Length >> 8), (byte)reply.Length, .. reply]));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ReplyAsync(DnsQuestionSeen question, Func<byte[], Task> send)
    {
        _seen.Enqueue(question);
        _arrived.Release();
        TestDnsReply reply = _replies.GetValueOrDefault((question.Name, question.Type)) ?? Otherwise;
        try
        {
            if (await reply(question) is { } bytes)
            {
                await send(bytes);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The asker has gone, or the test has ended.
        }
    }
}

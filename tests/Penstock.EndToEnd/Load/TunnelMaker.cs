using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.EndToEnd.Load;

/// <summary>Opens tunnels through the proxy to an origin of its own, and puts their two ends together by the number that a client says first.</summary>
internal sealed class TunnelMaker : IDisposable
{
    private const int NumberBytes = 8;

    private readonly EndPoint _proxy;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<LoadEnd>> _expected = [];
    private readonly byte[] _request;
    private long _number;

    public TunnelMaker(EndPoint proxy)
    {
        _proxy = proxy;
        _listener.Start(backlog: 4096);
        _request = Encoding.ASCII.GetBytes($"CONNECT {_listener.LocalEndpoint} HTTP/1.1\r\nHost: {_listener.LocalEndpoint}\r\n\r\n");
        _ = Task.Run(AcceptAsync);
    }

    public long Opened => Interlocked.Read(ref _number);

    public async Task<LoadTunnel> OpenAsync()
    {
        long number = Interlocked.Increment(ref _number);
        var origin = new TaskCompletionSource<LoadEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[number] = origin;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_proxy).WaitAsync(LoadEnd.Limit);
        await socket.SendAsync(_request);

        // The origin says nothing before the number, so nothing comes behind the head.
        byte[] head = new byte[1024];
        int read = 0;
        while (!head.AsSpan(0, read).EndsWith("\r\n\r\n"u8))
        {
            int count = await socket.ReceiveAsync(head.AsMemory(read)).AsTask().WaitAsync(LoadEnd.Limit);
            Assert.True(count > 0, $"the proxy closed: {Encoding.ASCII.GetString(head, 0, read)}");
            read += count;
        }

        Assert.True(head.AsSpan().StartsWith("HTTP/1.1 200 "u8), Encoding.ASCII.GetString(head, 0, read));
        var client = new LoadEnd(socket);
        client.Start([]);
        byte[] name = new byte[NumberBytes];
        BinaryPrimitives.WriteInt64BigEndian(name, number);
        await client.SendAsync(name);
        return new LoadTunnel(client, await origin.Task.WaitAsync(LoadEnd.Limit));
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = MeetAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (SocketException)
        {
            // The listener was closed.
        }
    }

    private async Task MeetAsync(Socket socket)
    {
        byte[] name = new byte[NumberBytes];
        for (int read = 0; read < name.Length;)
        {
            int count = await socket.ReceiveAsync(name.AsMemory(read));
            if (count == 0)
            {
                socket.Dispose();
                return;
            }

            read += count;
        }

        var end = new LoadEnd(socket);
        end.Start(name);
        if (_expected.TryRemove(BinaryPrimitives.ReadInt64BigEndian(name), out TaskCompletionSource<LoadEnd>? tunnel))
        {
            tunnel.SetResult(end);
        }
    }
}

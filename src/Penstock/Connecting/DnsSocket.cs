using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Penstock.Connecting;

/// <summary>A socket whose operations end at values: what a server or the network does to it is no exception. Closing it ends what is under way.</summary>
internal sealed class DnsSocket(Socket socket, Action closed) : IDisposable
{
    private int _isClosed;

    /// <summary>Connected sockets get only what comes from whom they are connected to, and are told when nobody is there (udp(7)).</summary>
    public async ValueTask<SocketError> ConnectAsync(IPEndPoint server)
    {
        using Operation connect = new() { RemoteEndPoint = server };
        return await connect.RunAsync(socket.ConnectAsync);
    }

    public async ValueTask<SocketError> SendAsync(ReadOnlyMemory<byte> data)
    {
        using Operation send = new();
        send.SetBuffer(MemoryMarshal.AsMemory(data));
        return await send.RunAsync(socket.SendAsync);
    }

    /// <summary>One datagram, or what has come of a stream; 0 bytes without an error is a stream's end.</summary>
    public async ValueTask<(SocketError Error, int Length)> ReceiveAsync(Memory<byte> buffer)
    {
        using Operation receive = new();
        receive.SetBuffer(buffer);
        SocketError error = await receive.RunAsync(socket.ReceiveAsync);
        return (error, receive.BytesTransferred);
    }

    /// <summary>Fills the buffer from a stream; false if the stream ends before.</summary>
    public async ValueTask<bool> TryFillAsync(Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            (SocketError error, int length) = await ReceiveAsync(buffer);
            if (error != SocketError.Success || length == 0)
            {
                return false;
            }

            buffer = buffer[length..];
        }

        return true;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            socket.Dispose();
            closed();
        }
    }

    private sealed class Operation() : SocketAsyncEventArgs(true)
    {
        // Not inside of whoever closes the socket: a timer, or a loop that stops.
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<SocketError> RunAsync(Func<SocketAsyncEventArgs, bool> start)
        {
            try
            {
                if (start(this))
                {
                    await _done.Task;
                }

                return SocketError;
            }
            catch (ObjectDisposedException)
            {
                // Closed between two operations.
                return SocketError.OperationAborted;
            }
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _done.TrySetResult();
    }
}

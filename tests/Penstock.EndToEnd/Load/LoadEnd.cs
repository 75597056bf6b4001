using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Load;

/// <summary>One end of a tunnel under load: it hashes what it sends and what it receives. One at a time may send.</summary>
internal sealed class LoadEnd : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int BufferBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly IncrementalHash _sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Lock _gate = new();
    private long _bytesReceived;
    private (long Bytes, TaskCompletionSource Arrived)? _waiter;
    private Task _reading = Task.CompletedTask;

    public LoadEnd(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
    }

    public long BytesSent { get; private set; }

    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Begins to read to the end. What came before it was read by somebody else is said to it.</summary>
    public void Start(ReadOnlySpan<byte> already)
    {
        Note(already);
        _reading = Task.Run(ReadAsync);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _sent.AppendData(bytes.Span);
        BytesSent += bytes.Length;
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes).AsTask().WaitAsync(Limit)..];
        }
    }

    /// <summary>Waits until so many bytes have come, since the beginning.</summary>
    public Task HasReceivedAsync(long bytes)
    {
        lock (_gate)
        {
            if (_bytesReceived >= bytes)
            {
                return Task.CompletedTask;
            }

            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiter = (bytes, arrived);
            return arrived.Task.WaitAsync(Limit);
        }
    }

    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Waits for the other side's end; a reset throws.</summary>
    public Task EndedAsync() => _reading.WaitAsync(Limit);

    /// <summary>Once both ends have ended: that what each has sent is what the other has received.</summary>
    public static void AssertSame(LoadEnd one, LoadEnd other)
    {
        Assert.Equal((one.BytesSent, other.BytesSent), (other.BytesReceived, one.BytesReceived));
        Assert.Equal(one._sent.GetHashAndReset(), other._received.GetHashAndReset());
        Assert.Equal(other._sent.GetHashAndReset(), one._received.GetHashAndReset());
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sent.Dispose();
        _received.Dispose();
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            // Nothing is held for an end that waits: there are thousands.
            await _socket.ReceiveAsync(Memory<byte>.Empty);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                int count = await _socket.ReceiveAsync(buffer);
                if (count == 0)
                {
                    return;
                }

                Note(buffer.AsSpan(0, count));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _received.AppendData(bytes);
        lock (_gate)
        {
            _bytesReceived += bytes.Length;
            if (_waiter is { } waiter && _bytesReceived >= waiter.Bytes)
            {
                _waiter = null;
                waiter.Arrived.SetResult();
            }
        }
    }
}

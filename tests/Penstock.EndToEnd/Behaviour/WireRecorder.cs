using System.Net.Sockets;
using System.Text;
using Penstock.Tests.Conformance;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>One end of a connection that keeps all it receives and how the connection ended, and lets others wait for it.</summary>
internal sealed class WireRecorder : IDisposable
{
    private static readonly TimeSpan s_sendLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly StringBuilder _received = new();
    private TaskCompletionSource _changed = New();
    private CaseEnding _ending;

    public WireRecorder(Socket socket)
    {
        Socket = socket;
        socket.NoDelay = true;
        _ = ReceiveAsync();
    }

    public Socket Socket { get; }

    public string Received
    {
        get
        {
            lock (_lock)
            {
                return _received.ToString();
            }
        }
    }

    /// <summary>How the peer ended it; <see cref="CaseEnding.None"/> as long as it has not.</summary>
    public CaseEnding Ending
    {
        get
        {
            lock (_lock)
            {
                return _ending;
            }
        }
    }

    /// <summary>Waits until something is so of what was received; false if the connection ends, or the time does, and it is not.</summary>
    public async Task<bool> WaitAsync(Func<string, bool> condition, TimeSpan limit)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task changed;
            CaseEnding ending;
            string received;
            lock (_lock)
            {
                changed = _changed.Task;
                ending = _ending;
                received = _received.ToString();
            }

            if (condition(received))
            {
                return true;
            }

            TimeSpan left = limit - TimeProvider.System.GetElapsedTime(began);
            if (ending != CaseEnding.None || left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.WhenAny(changed, Task.Delay(left, TimeProvider.System));
        }
    }

    public async Task<bool> WaitForEndAsync(TimeSpan limit)
    {
        _ = await WaitAsync(_ => false, limit);
        return Ending != CaseEnding.None;
    }

    /// <summary>Sends; what cannot be sent, because the peer has gone or reads no more, is seen by what it answered.</summary>
    public async Task SendAsync(string text)
    {
        using var stuck = new CancellationTokenSource(s_sendLimit);
        try
        {
            for (ReadOnlyMemory<byte> bytes = Encoding.Latin1.GetBytes(text); !bytes.IsEmpty;)
            {
                bytes = bytes[await Socket.SendAsync(bytes, stuck.Token)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    public void Finish()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
        }
    }

    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        CaseEnding ending = CaseEnding.Reset;
        try
        {
            for (int read; (read = await Socket.ReceiveAsync(buffer)) > 0;)
            {
                Change(() => _received.Append(Encoding.Latin1.GetString(buffer, 0, read)));
            }

            ending = CaseEnding.Close;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }

        Change(() => _ending = ending);
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

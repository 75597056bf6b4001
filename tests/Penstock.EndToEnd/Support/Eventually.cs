using System.Net.Sockets;

namespace Penstock.EndToEnd.Support;

/// <summary>Waits for what another process does: a condition that is asked again and again, and has a time limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task TrueAsync(Func<ValueTask<bool>> condition, string what, TimeSpan? limit = null)
    {
        TimeProvider clock = TimeProvider.System;
        TimeSpan most = limit ?? TimeSpan.FromSeconds(30);
        long began = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(began) > most)
            {
                Assert.Fail($"After {most.TotalSeconds:0} s it was still not so that {what}.");
            }

            await Task.Delay(Pause, clock, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        TrueAsync(() => ValueTask.FromResult(condition()), what, limit);

    /// <summary>Waits until somebody listens on a port of 127.0.0.1.</summary>
    public static Task ListensAsync(int port, Func<bool>? unless = null) =>
        TrueAsync(async () => unless?.Invoke() == true || await CanConnectAsync(port), $"something listens on port {port}");

    public static async ValueTask<bool> CanConnectAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

namespace Penstock.Transport;

/// <summary>
/// Ends a connection so that the other side reads what it was sent last. To close a socket with unread bytes in it sends a reset, which can overtake the answer: so
/// the FIN goes first, and what still comes is read and thrown away, for a while.
/// </summary>
internal static class LingeringClose
{
    // A client that has its answer closes within a round trip or two; one that goes on sending has a limit of its own.
    private const int Milliseconds = 2_000;
    private const int MaxBytes = 1024 * 1024;

    public static async LoopTask RunAsync(Connection connection)
    {
        connection.ShutdownSend();
        connection.InterruptAfter(Milliseconds, InterruptReason.TimedOut);
        int left = MaxBytes;
        while (left > 0)
        {
            await connection.Readable;
            IoResult result = connection.TryReceive(connection.Loop.Scratch);
            if (!result.MustWait && result.Bytes == 0)
            {
                return;
            }

            left -= result.Bytes;
        }
    }
}

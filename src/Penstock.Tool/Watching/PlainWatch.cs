using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Watching;

/// <summary>A line for each request that is open at the start, for each that begins, and for each that ends, for pipes and files. One that begins and ends within a second has its end alone.</summary>
internal static class PlainWatch
{
    /// <summary>Until it is cancelled, or nobody reads what it writes.</summary>
    /// <exception cref="AdminException">The proxy cannot be asked, or has ended.</exception>
    public static async Task RunAsync(AdminClient client, CancellationToken cancellationToken)
    {
        var table = new RequestTable();
        string text;
        using (JsonDocument lists = await client.GetAsync("api/v1/requests?state=open", cancellationToken))
        {
            table.Reset(lists.RootElement);
            long more = (lists.RootElement.Integer("open_total") ?? 0) - table.Open.LongCount();
            text = string.Concat([.. table.Open.OrderBy(request => request.Started).ThenBy(request => request.Id).Select(Open), more > 0 ? $"({more} more are open)\n" : ""]);
        }

        // The console's own stream does not tell that the reader of a pipe has gone.
        await using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!await WriteAsync(output, text, cancellationToken))
        {
            return;
        }

        await foreach (JsonDocument tick in client.TicksAsync(cancellationToken))
        {
            using (tick)
            {
                (IReadOnlyList<WatchedRequest> began, IReadOnlyList<WatchedRequest> ended) = table.Apply(tick.RootElement);
                long skipped = tick.RootElement.Integer("skipped") ?? 0;
                text = string.Concat([.. began.Select(Began), .. ended.Select(Ended), skipped > 0 ? $"({skipped} more in this second)\n" : ""]);
            }

            if (!await WriteAsync(output, text, cancellationToken))
            {
                return;
            }
        }

        throw new AdminException("it has stopped") { IsEnd = true };
    }

    /// <summary>False if nobody reads it any more.</summary>
    private static async Task<bool> WriteAsync(FileStream output, string text, CancellationToken cancellationToken)
    {
        try
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The console lets a pipe pass that nobody reads, and remembers whatever else it is.
            Console.Out.Write(text);
            return false;
        }
    }

    // Of one that was there before: when it began, and what has passed so far.
    private static string Open(WatchedRequest request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{request.Started:HH:mm:ss} open {request.Id} {From(request)} {request.Asked}{Passed(request)}\n");

    private static string Began(WatchedRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Started:HH:mm:ss} began {request.Id} {From(request)} {request.Asked}\n");

    private static string Ended(WatchedRequest request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{request.Started + request.Duration:HH:mm:ss} ended {request.Id} {From(request)} {request.Asked}{Passed(request)}  {request.Duration.TotalSeconds:0.00} s  {request.State}\n");

    private static string Passed(WatchedRequest request) => $"{(request.Summary.Length > 0 ? $"  {request.Summary}" : "")}  ↑ {ByteCount.Format(request.BytesUp)}  ↓ {ByteCount.Format(request.BytesDown)}";

    private static string From(WatchedRequest request) => request.Client.Length > 0 ? request.Client : "unix";
}

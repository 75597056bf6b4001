using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Penstock.Tool.Admin;

/// <summary>Server-sent events (HTML Living Standard, section 9.2): ticks, for as long as the reader takes them, and until the proxy has ended.</summary>
internal sealed class EventEndpoint(EventHub hub)
{
    // For what is on its way to somebody who is too slow.
    private static readonly TimeSpan s_lastChance = TimeSpan.FromSeconds(1);

    private static readonly byte[] s_begin = ": one tick a second\n\n"u8.ToArray();
    private static readonly byte[] s_dropped = "event: dropped\ndata: {\"error\":\"Ticks were not taken in time; ask /api/v1/requests anew.\"}\n\n"u8.ToArray();

    public async Task StreamAsync(HttpContext context)
    {
        if (await hub.JoinAsync(context.RequestAborted) is not { } reader)
        {
            context.Response.Headers.RetryAfter = "10";
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "There are too many readers of events already.");
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream";
            await SendAsync(context, s_begin);
            while (await reader.TakeAsync(context.RequestAborted) is { } tick)
            {
                Task sending = SendAsync(context, tick);
                await Task.WhenAny(sending, reader.Dropped);
                if (reader.Dropped.IsCompleted)
                {
                    // Even if it has taken this one by now: those that it was dropped for are lost to it.
                    await DropAsync(context, sending);
                    return;
                }

                await sending;
            }
        }
        finally
        {
            hub.Leave(reader);
        }
    }

    private static async Task DropAsync(HttpContext context, Task sending)
    {
        try
        {
            await sending.WaitAsync(s_lastChance);
            await SendAsync(context, s_dropped).WaitAsync(s_lastChance);
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }

    private static Task<FlushResult> SendAsync(HttpContext context, byte[] bytes) => context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted).AsTask();
}

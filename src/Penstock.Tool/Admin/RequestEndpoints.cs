using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>The requests themselves: lists, one in full, and who has most of them.</summary>
internal sealed class RequestEndpoints(ProxyServer proxy, TimeProvider time)
{
    private const int DefaultLimit = 1000;
    private const int DefaultTop = 20;
    private const int MostLimit = 1_000_000;
    private const string BadLimit = "The limit is a number from 0 to 1000000.";

    public async Task ListAsync(HttpContext context)
    {
        string state = context.Request.Query["state"].ToString();
        bool areFew = SearchWords.TryParse(context.Request.Query["q"].ToString(), out SearchWords words);
        string? mistake =
            !TryReadLimit(context, DefaultLimit, out int limit) ? BadLimit
            : state is not ("" or "open" or "ended") ? "The state is open or ended."
            : !areFew ? "There are more than 20 words."
            : null;
        if (mistake is not null)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, mistake);
            return;
        }

        RequestTimeline[] open = [.. await proxy.GetOpenRequestsAsync()];
        Array.Sort(open, static (a, b) => b.StartedTicks.CompareTo(a.StartedTicks));
        IReadOnlyList<RequestTimeline> ended = state == "open" ? [] : proxy.RecentRequests();
        context.Response.ContentType = AdminAnswer.Json;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await new RequestListWriter(context, words, limit).WriteAsync(time.GetUtcNow(), state == "ended" ? [] : open, ended, open.Length, proxy.EndedKept);
        }
    }

    public async Task OneAsync(HttpContext context, long id)
    {
        if (await FindAsync(id) is not { } request)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "There is no such request, or it is not kept any more.");
            return;
        }

        await AdminAnswer.JsonAsync(context, (ref line) => JsonLine.WriteWithSight(ref line, request));
    }

    public async Task CloseAsync(HttpContext context, long id)
    {
        int closed = await proxy.CloseRequestsAsync(request => request.Id == id);
        await (closed == 0
            ? AdminAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "It is not open.")
            : AdminAnswer.JsonAsync(context, (ref line) => CounterJson.WriteClosed(ref line, closed)));
    }

    public async Task TopAsync(HttpContext context)
    {
        string by = context.Request.Query["by"].ToString();
        if (by is not ("host" or "client"))
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, "It is by host or by client: ?by=host.");
            return;
        }

        if (!TryReadLimit(context, DefaultTop, out int limit))
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, BadLimit);
            return;
        }

        IEnumerable<RequestTimeline> all = [.. await proxy.GetOpenRequestsAsync(), .. proxy.RecentRequests()];
        IReadOnlyList<TopEntry> top = TopEntry.Of(by == "host" ? all.GroupBy(static request => request.Host) : all.GroupBy(static request => request.ClientAddress?.ToString()), limit);
        await AdminAnswer.JsonAsync(context, (ref line) => TopEntry.Write(ref line, top));
    }

    private async Task<RequestTimeline?> FindAsync(long id) =>
        (await proxy.GetOpenRequestsAsync()).FirstOrDefault(request => request.Id == id) ?? proxy.RecentRequests().FirstOrDefault(request => request.Id == id);

    private static bool TryReadLimit(HttpContext context, int otherwise, out int limit)
    {
        string text = context.Request.Query["limit"].ToString();
        limit = otherwise;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit <= MostLimit);
    }
}

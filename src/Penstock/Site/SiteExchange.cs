using Penstock.Http;
using Penstock.Transport;

namespace Penstock.Site;

/// <summary>One request for the site, from its head to the end of its answer.</summary>
internal static class SiteExchange
{
    /// <summary>Answers, and accounts.</summary>
    /// <returns>Whether the connection may have another request; null if the answer is not whole, and the connection has to end at once so that the client can tell.</returns>
    public static async ValueTask<bool?> RunAsync(Connection client, ProxyRequest request, SiteRequest asked, ProxyServices services)
    {
        StaticSite site = request.Snapshot.Site!;
        RequestTimeline timeline = request.Timeline;
        DateTimeOffset now = services.Time.GetUtcNow();
        using SiteReply reply = await site.OpenAsync(asked with { Local = client.LocalEndPoint?.Address, Now = now });
        bool keepAlive = request.MayKeepAlive && !services.IsStopping && SitePages.LeavesOpen(request, reply);
        (byte[] head, byte[] text) = SitePages.Compose(request, reply, keepAlive, now);
        timeline.Status = reply.Status;
        timeline.IsOwnAnswer = true;
        request.Snapshot.AccessLogs.NoteResponse(timeline, head);

        var sender = new SiteSender(client, site, reply, text, request.Snapshot.Config.Timeouts.BodyIdle);
        bool sent = await sender.SendAsync(head, withBody: !request.IsHead);
        timeline.IsOwnAnswer = true;
        (timeline.Outcome, timeline.Detail, timeline.BytesDown) = (sender.Outcome, sender.Detail, Math.Max(0, sender.Sent - head.Length));
        if (sender.Outcome == ProxyOutcome.ClientTooSlow)
        {
            // One that takes nothing would not hear of a FIN either.
            client.ResetOnClose();
        }

        // One that begins to wait for a request now would wait as long as the draining lasts.
        return sent ? keepAlive && !services.IsStopping : null;
    }
}

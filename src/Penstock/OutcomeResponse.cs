using Penstock.Http;
using Penstock.Replies;

namespace Penstock;

/// <summary>
/// What a client is told of its request: that its tunnel is up, or what happened instead and what to do, in the manner of <see cref="ProxyConfig.Replies"/>.
/// The only place that writes an error to a client.
/// </summary>
internal static class OutcomeResponse
{
    /// <summary>The reply to a CONNECT whose tunnel is up.</summary>
    public static byte[] ConnectionEstablished(ProxyRequest request) => request.Snapshot.Config.Replies switch
    {
        ReplyProfile.Apache => ApacheReply.Established,
        ReplyProfile.Squid => SquidReply.Established,
        _ => RfcReply.Established,
    };

    /// <summary>Whether the connection may go on behind this refusal, as far as the manner of the replies is concerned: Apache closes it for some statuses.</summary>
    public static bool LeavesOpen(ProxyRequest request) =>
        request.Snapshot.Config.Replies != ReplyProfile.Apache || !ApacheReason.Of(request).ClosesConnection;

    /// <summary>Builds the reply for a request that ended with <paramref name="request"/>.Outcome, and notes its status and size there.</summary>
    /// <param name="request">The request; what it broke and its detail go into the reply.</param>
    /// <param name="limits">The limits that a refused head may have met.</param>
    /// <param name="keepAlive">Whether the connection stays open for another request.</param>
    /// <param name="now">For the Date field.</param>
    public static byte[] For(ProxyRequest request, LimitConfig limits, bool keepAlive, DateTimeOffset now)
    {
        Reply reply = request.Snapshot.Config.Replies switch
        {
            ReplyProfile.Apache => ApacheReply.To(request, keepAlive, now),
            ReplyProfile.Squid => SquidReply.To(request, keepAlive, now),
            _ => RfcReply.To(request, limits, keepAlive, now),
        };
        request.Timeline.Status = reply.Status;
        request.Timeline.BytesDown = request.IsHead ? 0 : reply.Body.Length;
        request.Timeline.IsOwnAnswer = true;
        return reply.ToBytes(request.IsHead);
    }
}

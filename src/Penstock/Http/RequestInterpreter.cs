using System.Text;
using Penstock.Forwarding;
using Penstock.Identity;
using Penstock.Replies;
using Penstock.Site;
using Penstock.Transport;

namespace Penstock.Http;

/// <summary>What a complete request head asks for: a tunnel, a message to be passed on, or something of the proxy itself.</summary>
internal struct RequestInterpreter(PeerAddress client)
{
    // A client mostly goes on asking one server.
    private byte[] _lastAuthorityBytes = [];
    private Authority _lastAuthority;

    /// <summary>Fills the request.</summary>
    /// <param name="request">What is known becomes part of it, and so does the rule that it breaks.</param>
    /// <param name="bytes">The bytes of the head.</param>
    /// <param name="head">What the parser found there.</param>
    /// <param name="fields">And its field lines.</param>
    /// <param name="behind">How many bytes have come behind the head.</param>
    public void Interpret(ProxyRequest request, ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields, int behind)
    {
        RequestFraming framing = RequestFraming.Of(bytes, head, fields);
        ReadOnlySpan<byte> method = bytes[head.Method];
        request.Timeline.Method = MethodName.Of(method);
        request.IsHead = method.SequenceEqual("HEAD"u8);
        request.IsHttp10 = head.MinorVersion == 0;
        request.RefusalFormat = request.Snapshot.Config.Replies == ReplyProfile.Rfc ? AcceptField.Preferred(bytes, fields) : default;
        if (framing.Rejection != HeadRejection.None)
        {
            Reject(request, framing.Rejection);
            return;
        }

        request.KeepAlive = framing.KeepAlive;
        request.Credentials = request.Snapshot.Users is null ? null : FindCredentials(bytes, fields);
        request.Body = framing.Body;
        request.ContentLength = framing.ContentLength;
        if (method.SequenceEqual("CONNECT"u8))
        {
            // Bytes behind a CONNECT are for the origin. If there will be none, they must not be taken for a request of the client's (RFC 9931, "Guidance
            // for HTTP CONNECT"): so the connection stays usable after a refusal only if no such bytes have come until then.
            request.MayKeepAlive = framing.KeepAlive && behind == 0;
            request.Kind = RequestKind.Tunnel;
            if (!Authority.TryParseConnect(bytes[head.Target], out Authority authority, out HeadRejection rejection))
            {
                // The message itself is complete and well framed; it is what it asks for that cannot be.
                Reject(request, rejection);
                return;
            }

            SetDestination(request, authority);
            return;
        }

        // Without a body that would have to be read first, another request can follow even if this one is refused.
        request.MayKeepAlive = framing.KeepAlive && framing.Body == BodyKind.None;
        InterpretTarget(request, bytes, head, fields, framing);
    }

    /// <summary>Notes the rule that a request breaks.</summary>
    public static void Reject(ProxyRequest request, HeadRejection rejection)
    {
        request.Outcome = ProxyOutcome.HeadRejected;
        request.Rejection = rejection;
        request.Timeline.Detail = rejection.ToString();
    }

    private void InterpretTarget(ProxyRequest request, ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields, in RequestFraming framing)
    {
        ReadOnlySpan<byte> method = bytes[head.Method];
        ReadOnlySpan<byte> targetBytes = bytes[head.Target];
        HeadRejection rejection = RequestTarget.Parse(method, targetBytes, out RequestTarget target);
        long? maxForwards = null;
        bool endsHere = method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8);
        if (rejection == HeadRejection.None && (endsHere || (request.Snapshot.Config.Replies == ReplyProfile.Apache && target.Form == TargetForm.Absolute)))
        {
            rejection = MaxForwards.Read(bytes, fields, out maxForwards);
            rejection = rejection == HeadRejection.None && maxForwards == 0 && !endsHere ? HeadRejection.MaxForwardsReached : rejection;
        }

        if (rejection == HeadRejection.None && target.Form == TargetForm.Absolute)
        {
            rejection = ReadAuthority(targetBytes[target.Authority], out Authority authority);
            if (rejection == HeadRejection.None)
            {
                SetDestination(request, authority);
                request.Url = request.Snapshot.Policy.LooksAtUrls ? RequestUrl.Of(authority, targetBytes[target.PathAndQuery]) : null;
            }
        }

        if (rejection != HeadRejection.None)
        {
            Reject(request, rejection);
        }
        else if (target.Form != TargetForm.Absolute || maxForwards == 0)
        {
            request.Kind = RequestKind.Own;
            if (request.Snapshot.Site is not null && target.Form == TargetForm.Origin && !method.SequenceEqual("OPTIONS"u8) && !method.SequenceEqual("TRACE"u8))
            {
                request.Asked = SiteRequest.Of(request.Timeline.Method, targetBytes, framing.Body != BodyKind.None, bytes, fields);
                return;
            }

            request.Answer = OwnAnswer.To(bytes, head, fields, target.Form, targetBytes);
        }
        else
        {
            request.Kind = RequestKind.Forward;
            request.IsRepeatable = framing.Body == BodyKind.None && IsIdempotent(method);
            WriteHead(request, bytes, head, fields, framing, targetBytes[target.PathAndQuery], maxForwards - 1);
        }
    }

    private void WriteHead(
        ProxyRequest request, ReadOnlySpan<byte> bytes, in HeadResult head, ReadOnlySpan<FieldLine> fields, in RequestFraming framing, ReadOnlySpan<byte> pathAndQuery, long? maxForwards)
    {
        var rewriter = new RequestRewriter(bytes, fields, framing, request.Snapshot.Forwarding);
        var writer = new HeadWriter(request.RentHead(RequestRewriter.MostBytes(head.Length, head.FieldCount)));
        rewriter.Write(ref writer, head, pathAndQuery, request.Destination, client, maxForwards);
        request.SetHeadLength(writer.Length);
        request.ExpectsContinue = rewriter.ExpectsContinue && framing.Body != BodyKind.None;
        request.AuthenticatesConnection = rewriter.AuthenticatesConnection;
        request.Upgrade = rewriter.Upgrade;
        if (request.Upgrade.Any)
        {
            // It may become a tunnel, and the rules another version while that is open.
            request.Url ??= RequestUrl.Of(request.Destination, pathAndQuery);
        }

        request.ConnectionNames = framing.Body == BodyKind.Chunked ? framing.Options.CopyNames(bytes, fields) : [];
        if (rewriter.IsLoop)
        {
            request.Outcome = ProxyOutcome.ProxyLoop;
            request.Timeline.Detail = "its Via field names this proxy";
        }
    }

    private HeadRejection ReadAuthority(ReadOnlySpan<byte> text, out Authority authority)
    {
        HeadRejection rejection = HeadRejection.None;
        if (!text.SequenceEqual(_lastAuthorityBytes) || text.IsEmpty)
        {
            if (!Authority.TryParseHttp(text, out _lastAuthority, out rejection))
            {
                _lastAuthorityBytes = [];
                authority = default;
                return rejection;
            }

            _lastAuthorityBytes = text.ToArray();
        }

        authority = _lastAuthority;
        return rejection;
    }

    // Two of them are none: it would have to be chosen which one counts. An empty one says nothing.
    private static byte[]? FindCredentials(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        byte[]? found = null;
        foreach (FieldLine field in fields)
        {
            if (field.Known == KnownField.ProxyAuthorization && !bytes[field.Value].IsEmpty)
            {
                found = found is null && bytes[field.Value].Length <= BasicCredentials.MostBytes ? bytes[field.Value].ToArray() : [];
            }
        }

        return found;
    }

    private static void SetDestination(ProxyRequest request, in Authority authority)
    {
        request.Destination = authority;
        request.Timeline.Host = authority.Host;
        request.Timeline.Port = authority.Port;
    }

    /// <summary>RFC 9110, section 9.2.2, and those of section 18.2's registry that clients are likely to use.</summary>
    private static bool IsIdempotent(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8)
        || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8) || method.SequenceEqual("PROPFIND"u8) || method.SequenceEqual("REPORT"u8) || method.SequenceEqual("SEARCH"u8);
}

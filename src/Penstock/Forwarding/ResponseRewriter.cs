using Penstock.Http;

namespace Penstock.Forwarding;

/// <summary>The head of a response as the client gets it: the origin's fields in their order, without those of the origin's connection (RFC 9110, section 7.6.1), then our own.</summary>
internal readonly ref struct ResponseRewriter(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields, ResponseFraming framing, ForwardingRules rules)
{
    // Our own lines: Date, Via with its pseudonym and comment, Connection.
    private const int RoomForOwnFields = 1024;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<FieldLine> _fields = fields;

    /// <summary>How large the head can become, at the most.</summary>
    public static int MostBytes(in ResponseHead head) => head.Length + RequestRewriter.GrowthOfFields(head.FieldCount) + RoomForOwnFields;

    /// <summary>Writes it.</summary>
    /// <param name="to">Where to; it has room for <see cref="MostBytes"/>.</param>
    /// <param name="head">The head as it came.</param>
    /// <param name="toHttp10">Whether the client speaks HTTP/1.0, and so knows no chunks.</param>
    /// <param name="connection">What the client is told about its connection; empty for nothing.</param>
    /// <param name="time">The clock for a Date field, if the origin sends none.</param>
    public void Write(ref HeadWriter to, in ResponseHead head, bool toHttp10, ReadOnlySpan<byte> connection, TimeProvider time)
    {
        to.Append("HTTP/1.1 "u8);
        to.Append(head.StatusCode);
        to.Append(" "u8);
        to.Append(_bytes[head.Reason]);
        to.EndLine();

        bool hasDate = false;
        foreach (FieldLine field in _fields)
        {
            hasDate |= field.Known == KnownField.Date && !IsOfOneHop(_bytes[field.Name]);
            WriteField(ref to, field.Known, _bytes[field.Name], _bytes[field.Value], head.StatusCode, toHttp10);
        }

        if (!hasDate && head.StatusCode >= 200)
        {
            // RFC 9110, section 6.6.1: a recipient with a clock adds it to what it forwards.
            to.AppendField("Date"u8, HttpDate.Of(time));
        }

        to.Append(rules.Via.Line(head.MinorVersion));
        if (head.StatusCode == 426)
        {
            // RFC 9110, section 7.8: whoever sends Upgrade names it in Connection.
            to.Append("Connection: Upgrade"u8);
            to.Append(connection.IsEmpty ? connection : ", "u8);
            to.Append(connection);
            to.EndLine();
        }
        else if (!connection.IsEmpty)
        {
            to.AppendField("Connection"u8, connection);
        }

        to.EndLine();
    }

    private void WriteField(ref HeadWriter to, KnownField known, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int status, bool toHttp10)
    {
        switch (known)
        {
            case KnownField.Connection or KnownField.ProxyConnection or KnownField.KeepAlive or KnownField.Te or KnownField.Http2Settings
                // From an origin they would be taken for this proxy's own (RFC 9110, sections 11.7.1 and 11.7.3).
                or KnownField.ProxyAuthenticate or KnownField.ProxyAuthenticationInfo:
                return;
            case KnownField.Upgrade:
                // Advertisements are for this hop alone; in these two it is the answer itself (RFC 9110, sections 15.2.2 and 15.5.22).
                if (status is 101 or 426)
                {
                    to.AppendField(name, value);
                }

                return;
            case KnownField.ContentLength:
                // RFC 9110, section 8.6: not in 1xx and 204.
                if (status is >= 200 and not 204)
                {
                    to.Append(name);
                    to.Append(": "u8);
                    to.Append(framing.ContentLength);
                    to.EndLine();
                }

                return;
            case KnownField.TransferEncoding:
                // RFC 9112, section 6.1: not in 1xx and 204 either.
                if (!toHttp10 && status is >= 200 and not 204)
                {
                    to.AppendField(name, "chunked"u8);
                }

                return;
            case KnownField.Trailer when toHttp10:
            case KnownField.Via when rules.Via.Mode == ViaMode.Block:
                return;
        }

        if (!IsOfOneHop(name))
        {
            to.AppendField(name, value);
        }
    }
    private bool IsOfOneHop(ReadOnlySpan<byte> name) => framing.Options.NamesFields && ConnectionOptions.Name(name, _bytes, _fields);
}

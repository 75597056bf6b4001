using Penstock.Http;
using Penstock.Transport;

namespace Penstock.Forwarding;

/// <summary>
/// The head of a request as the origin gets it: the target in origin-form, the Host of the target first (RFC 9112, section 3.2.2), then the client's fields in their order, without those of the
/// client's connection (RFC 9110, section 7.6.1), then our own.
/// </summary>
internal ref struct RequestRewriter(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields, RequestFraming framing, ForwardingRules rules)
{
    // Our own lines: Via with its pseudonym and comment, Forwarded with an address, TE and Connection.
    private const int RoomForOwnFields = 1024;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<FieldLine> _fields = fields;
    private UpgradeOffer _upgrade;
    private bool _takesTrailers;

    /// <summary>Whether the request has passed this proxy before.</summary>
    public bool IsLoop { get; private set; }

    /// <summary>Whether the client waits for 100 before it sends its body (RFC 9110, section 10.1.1).</summary>
    public bool ExpectsContinue { get; private set; }

    /// <summary>Whether the request carries credentials of a scheme that authenticates the connection, and not the request alone.</summary>
    public bool AuthenticatesConnection { get; private set; }

    /// <summary>The protocols that the client offers to change to.</summary>
    public readonly UpgradeOffer Upgrade => _upgrade;

    /// <summary>How large the head can become, at the most.</summary>
    public static int MostBytes(int headLength, int fieldCount) => headLength + GrowthOfFields(fieldCount) + HostName.MaxLength + RoomForOwnFields;

    /// <summary>A field that came without a space after its colon goes on with one.</summary>
    public static int GrowthOfFields(int fieldCount) => fieldCount;

    /// <summary>Writes it.</summary>
    /// <param name="to">Where to; it has room for <see cref="MostBytes"/>.</param>
    /// <param name="head">The head as it came.</param>
    /// <param name="pathAndQuery">What is asked for; empty for a URI without either.</param>
    /// <param name="authority">Who is asked.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="maxForwards">How many more proxies it may pass after this one, if that has to be said.</param>
    public void Write(ref HeadWriter to, in HeadResult head, ReadOnlySpan<byte> pathAndQuery, in Authority authority, PeerAddress client, long? maxForwards)
    {
        WriteRequestLine(ref to, _bytes[head.Method], pathAndQuery);
        WriteHost(ref to, authority);
        foreach (FieldLine field in _fields)
        {
            WriteField(ref to, field.Known, _bytes[field.Name], _bytes[field.Value], head.MinorVersion, maxForwards);
        }

        to.Append(rules.Via.Line(head.MinorVersion));
        rules.WriteForwarded(ref to, client);
        WriteConnection(ref to);
        to.EndLine();
    }

    private static void WriteRequestLine(ref HeadWriter to, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pathAndQuery)
    {
        to.Append(method);
        to.Append(" "u8);
        if (pathAndQuery is not [(byte)'/', ..])
        {
            // RFC 9112, sections 3.2.1 and 3.2.4: an empty path is "/", but OPTIONS without a path and a query is for the server as a whole.
            to.Append(pathAndQuery.IsEmpty && method.SequenceEqual("OPTIONS"u8) ? "*"u8 : "/"u8);
        }

        to.Append(pathAndQuery);
        to.Append(" HTTP/1.1\r\n"u8);
    }

    private static void WriteHost(ref HeadWriter to, in Authority authority)
    {
        bool isIPv6 = authority.Host.Contains(':', StringComparison.Ordinal);
        to.Append(isIPv6 ? "Host: ["u8 : "Host: "u8);
        to.Append(authority.Host);
        to.Append(isIPv6 ? "]"u8 : default);
        if (authority.Port != Authority.DefaultHttpPort)
        {
            to.Append(":"u8);
            to.Append(authority.Port);
        }

        to.EndLine();
    }

    private void WriteField(ref HeadWriter to, KnownField known, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int minorVersion, long? maxForwards)
    {
        switch (known)
        {
            case KnownField.Host or KnownField.Connection or KnownField.ProxyConnection or KnownField.KeepAlive or KnownField.ProxyAuthorization or KnownField.Http2Settings:
                return;
            case KnownField.ContentLength:
                // In the one spelling: leading zeros are octal to some.
                to.Append(name);
                to.Append(": "u8);
                to.Append(framing.ContentLength);
                to.EndLine();
                return;
            case KnownField.TransferEncoding:
                to.AppendField(name, "chunked"u8);
                return;
            case KnownField.Te:
                _takesTrailers |= TakesTrailers(value);
                return;
            case KnownField.Upgrade:
                if (minorVersion >= 1 && framing.Options.NamesUpgrade)
                {
                    _upgrade.Add(value);
                }

                return;
        }

        if (framing.Options.NamesFields && ConnectionOptions.Name(name, _bytes, _fields))
        {
            return;
        }

        switch (known)
        {
            case KnownField.Via:
                IsLoop |= rules.Via.NamesUs(value);
                if (rules.Via.Mode == ViaMode.Block)
                {
                    return;
                }

                break;
            case KnownField.Expect:
                if (minorVersion == 0)
                {
                    // RFC 9110, section 10.1.1: from such a client it means nothing, and it could not read the 100.
                    return;
                }

                ExpectsContinue |= ConnectionOptions.Holds(value, "100-continue"u8);
                break;
            case KnownField.Authorization:
                AuthenticatesConnection |= IsOfScheme(value, "NTLM"u8) || IsOfScheme(value, "Negotiate"u8);
                break;
            case KnownField.MaxForwards when maxForwards is { } left:
                to.Append(name);
                to.Append(": "u8);
                to.Append(left);
                to.EndLine();
                return;
        }

        to.AppendField(name, value);
    }

    private static bool IsOfScheme(ReadOnlySpan<byte> credentials, ReadOnlySpan<byte> scheme) =>
        credentials.Length >= scheme.Length && System.Text.Ascii.EqualsIgnoreCase(credentials[..scheme.Length], scheme);

    // RFC 9110, section 10.1.4: what TE says of codings is for this hop; that trailers are welcome is so all the way.
    private static bool TakesTrailers(ReadOnlySpan<byte> value)
    {
        foreach (Range element in value.Split((byte)','))
        {
            if (System.Text.Ascii.EqualsIgnoreCase(value[element].Trim(" \t"u8), "trailers"u8))
            {
                return true;
            }
        }

        return false;
    }

    private readonly void WriteConnection(ref HeadWriter to)
    {
        if (_takesTrailers)
        {
            to.Append("TE: trailers\r\n"u8);
        }

        if (_upgrade.Any)
        {
            to.AppendField("Upgrade"u8, _upgrade.Protocols);
        }

        if (_takesTrailers || _upgrade.Any)
        {
            to.Append(_takesTrailers && _upgrade.Any ? "Connection: TE, Upgrade\r\n"u8 : _takesTrailers ? "Connection: TE\r\n"u8 : "Connection: Upgrade\r\n"u8);
        }
    }
}

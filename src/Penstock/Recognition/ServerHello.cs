namespace Penstock.Recognition;

/// <summary>What a server chose, in clear: struct ServerHello of RFC 8446, section 4.1.3, and RFC 5246, section 7.4.1.3.</summary>
internal sealed class ServerHello
{
    /// <summary>The random of a HelloRetryRequest (RFC 8446, section 4.1.3): SHA-256 of these words.</summary>
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    private ServerHello()
    {
    }

    /// <summary>The version that is spoken from here on.</summary>
    public ushort Version { get; private set; }

    /// <summary>"TLS 1.3".</summary>
    public string VersionName => TlsNames.Version(Version);

    /// <summary>The number of the cipher suite.</summary>
    public ushort CipherSuite { get; private set; }

    /// <summary>IANA's name of the cipher suite, or 0xHHHH.</summary>
    public string CipherSuiteName => TlsNames.CipherSuite(CipherSuite);

    /// <summary>The group of the key exchange: of key_share, or before TLS 1.3 the named curve of ServerKeyExchange, which comes later. 0 while unknown, and without one (RSA, DHE, a key alone).</summary>
    public ushort Group { get; internal set; }

    /// <summary>The name of <see cref="Group"/>; null if there is none.</summary>
    public string? GroupName => Group == 0 ? null : TlsNames.Group(Group);

    /// <summary>Whether the keys were agreed in a way that withstands quantum computers, as far as known.</summary>
    public bool IsPostQuantum => TlsNames.IsPostQuantum(Group);

    /// <summary>The protocol that was chosen, printable, where that is in clear: before TLS 1.3. Null if not.</summary>
    public string? Alpn { get; private set; }

    /// <summary>Whether an earlier session goes on: the offered key was accepted (TLS 1.3), or the handshake was the abbreviated one (before), which shows later.</summary>
    public bool IsResumed { get; internal set; }

    /// <summary>Whether this is a request for another hello, with the group in <see cref="Group"/>.</summary>
    public bool IsHelloRetryRequest { get; private set; }

    /// <summary>Whether this answers a second hello, after a HelloRetryRequest: the client had guessed the wrong group, and paid a round trip for it.</summary>
    public bool FollowsRetry { get; internal set; }

    public bool IsTls13 => Version >= 0x0304;

    /// <summary>Null if it is malformed.</summary>
    public static ServerHello? TryParse(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out ushort version) || version >> 8 != 3
            || !reader.TryRead(32, out ReadOnlySpan<byte> random)
            || !reader.TryReadVector8(out ReadOnlySpan<byte> session) || session.Length > 32
            || !reader.TryReadUInt16(out ushort suite)
            || !reader.TryReadByte(out _))
        {
            return null;
        }

        var hello = new ServerHello { Version = version, CipherSuite = suite, IsHelloRetryRequest = random.SequenceEqual(RetryRandom) };
        ReadOnlySpan<byte> extensions = default;
        bool isRead = reader.IsEmpty || (WireReader.TryReadOnlyVector16(reader.Rest, out extensions) && hello.TryReadExtensions(extensions));
        return isRead ? hello : null;
    }

    private bool TryReadExtensions(ReadOnlySpan<byte> extensions)
    {
        var reader = new WireReader(extensions);
        while (!reader.IsEmpty)
        {
            if (!reader.TryReadUInt16(out ushort type) || !reader.TryReadVector16(out ReadOnlySpan<byte> data) || !TryReadExtension(type, data))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadExtension(ushort type, ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        switch (type)
        {
            case TlsExtensions.SupportedVersions when reader.TryReadUInt16(out ushort version):
                Version = version;
                return reader.IsEmpty;
            case TlsExtensions.KeyShare when reader.TryReadUInt16(out ushort group):
                Group = group;
                return reader.IsEmpty || (reader.TryReadVector16(out _) && reader.IsEmpty);
            case TlsExtensions.Alpn when WireReader.TryReadOnlyVector16(data, out ReadOnlySpan<byte> list):
                var names = new WireReader(list);
                bool isOne = names.TryReadVector8(out ReadOnlySpan<byte> name) && names.IsEmpty;
                Alpn = PrintableText.From(name);
                return isOne;
            case TlsExtensions.PreSharedKey:
                IsResumed = true;
                return true;
            case TlsExtensions.SupportedVersions or TlsExtensions.KeyShare or TlsExtensions.Alpn:
                return false;
            default:
                return true;
        }
    }
}

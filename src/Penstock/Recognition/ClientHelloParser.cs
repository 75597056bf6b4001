namespace Penstock.Recognition;

/// <summary>Reads the body of a ClientHello: struct ClientHello of RFC 8446, section 4.1.2, whose form is that of all versions since SSL 3.</summary>
internal ref struct ClientHelloParser
{
    /// <summary>The most items of a list: more than IANA's registry of cipher suites has names.</summary>
    internal const int MaxItems = 512;

    /// <summary>RFC 6066, section 3: a DNS name in ASCII; RFC 1035 has 255 octets at the most.</summary>
    private const int MaxServerName = 255;

    private ReadOnlySpan<byte> _suites;
    private ReadOnlySpan<byte> _extensions;
    private ReadOnlySpan<byte> _algorithms;
    private ReadOnlySpan<byte> _versions;
    private ReadOnlySpan<byte> _groups;
    private ReadOnlySpan<byte> _shares;
    private ReadOnlySpan<byte> _alpn;
    private ReadOnlySpan<byte> _name;
    private int _extensionCount;
    private int _shareCount;
    private Seen _seen;
    private bool _hasTicket;

    /// <summary>The extensions whose content is read. RFC 8446, section 4.2: none may be there twice; readers would differ on which one counts.</summary>
    [Flags]
    private enum Seen
    {
        None = 0,
        ServerName = 1,
        SupportedGroups = 2,
        SignatureAlgorithms = 4,
        Alpn = 8,
        SessionTicket = 16,
        SupportedVersions = 32,
        KeyShare = 64,
    }

    public static HelloProblem TryParse(ReadOnlySpan<byte> body, out ClientHello? hello)
    {
        hello = null;
        var parser = default(ClientHelloParser);
        if (!parser.TryScan(body, out ushort version, out bool hasSessionId))
        {
            return HelloProblem.Malformed;
        }

        if (parser.IsTooLong)
        {
            return HelloProblem.TooLarge;
        }

        hello = parser.Build(version, hasSessionId);
        return HelloProblem.None;
    }

    private readonly bool IsTooLong =>
        Math.Max(Math.Max(_suites.Length, _algorithms.Length), Math.Max(_groups.Length, _versions.Length)) > 2 * MaxItems || _extensionCount > MaxItems || _shareCount > MaxItems;

    private bool TryScan(ReadOnlySpan<byte> body, out ushort version, out bool hasSessionId)
    {
        hasSessionId = false;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out version) || version >> 8 != 3
            || !reader.TryRead(32, out _)
            || !reader.TryReadVector8(out ReadOnlySpan<byte> session) || session.Length > 32
            || !reader.TryReadVector16(out _suites) || _suites.Length % 2 != 0 || _suites.IsEmpty
            || !reader.TryReadVector8(out ReadOnlySpan<byte> compression) || compression.IsEmpty)
        {
            return false;
        }

        hasSessionId = !session.IsEmpty;

        // Before TLS 1.2 there need not be extensions (RFC 5246, section 7.4.1.2).
        return reader.IsEmpty || (WireReader.TryReadOnlyVector16(reader.Rest, out _extensions) && TryScanExtensions());
    }

    private bool TryScanExtensions()
    {
        var reader = new WireReader(_extensions);
        while (!reader.IsEmpty)
        {
            if (!reader.TryReadUInt16(out ushort type) || !reader.TryReadVector16(out ReadOnlySpan<byte> data) || !TryScanExtension(type, data))
            {
                return false;
            }

            _extensionCount++;
        }

        return true;
    }

    private bool TryScanExtension(ushort type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case TlsExtensions.ServerName:
                return IsFirst(Seen.ServerName) && TryScanServerName(data);
            case TlsExtensions.SupportedGroups:
                return IsFirst(Seen.SupportedGroups) && WireReader.TryReadOnlyVector16(data, out _groups) && _groups.Length % 2 == 0;
            case TlsExtensions.SignatureAlgorithms:
                return IsFirst(Seen.SignatureAlgorithms) && WireReader.TryReadOnlyVector16(data, out _algorithms) && _algorithms.Length % 2 == 0;
            case TlsExtensions.Alpn:
                return IsFirst(Seen.Alpn) && WireReader.TryReadOnlyVector16(data, out _alpn) && IsListOfVectors8(_alpn);
            case TlsExtensions.SessionTicket:
                _hasTicket = !data.IsEmpty;
                return IsFirst(Seen.SessionTicket);
            case TlsExtensions.SupportedVersions:
                var reader = new WireReader(data);
                return IsFirst(Seen.SupportedVersions) && reader.TryReadVector8(out _versions) && reader.IsEmpty && _versions.Length % 2 == 0;
            case TlsExtensions.KeyShare:
                return IsFirst(Seen.KeyShare) && WireReader.TryReadOnlyVector16(data, out _shares) && TryCountShares();
            default:
                return true;
        }
    }

    private bool IsFirst(Seen extension)
    {
        bool isFirst = (_seen & extension) == 0;
        _seen |= extension;
        return isFirst;
    }

    /// <summary>RFC 6066, section 3: a list of names with their type, of which one type is defined, and no type may be there twice.</summary>
    private bool TryScanServerName(ReadOnlySpan<byte> data)
    {
        if (!WireReader.TryReadOnlyVector16(data, out ReadOnlySpan<byte> list))
        {
            return false;
        }

        var reader = new WireReader(list);
        return reader.TryReadByte(out byte type) && type == 0
            && reader.TryReadVector16(out _name) && _name.Length is > 0 and <= MaxServerName
            && reader.IsEmpty;
    }

    private bool TryCountShares()
    {
        var reader = new WireReader(_shares);
        while (!reader.IsEmpty)
        {
            if (!reader.TryReadUInt16(out _) || !reader.TryReadVector16(out _))
            {
                return false;
            }

            _shareCount++;
        }

        return true;
    }

    private static bool IsListOfVectors8(ReadOnlySpan<byte> list)
    {
        var reader = new WireReader(list);
        while (!reader.IsEmpty)
        {
            if (!reader.TryReadVector8(out _))
            {
                return false;
            }
        }

        return true;
    }

    private readonly ClientHello Build(ushort legacyVersion, bool hasSessionId)
    {
        int versions = _versions.IsEmpty ? 1 : _versions.Length / 2;
        ushort[] numbers = new ushort[((_suites.Length + _algorithms.Length + _groups.Length) / 2) + _extensionCount + versions + _shareCount];
        var writer = new NumberWriter(numbers);
        int suitesEnd = writer.AddAll(_suites);
        int extensionsEnd = writer.AddTypes(_extensions);
        int algorithmsEnd = writer.AddAll(_algorithms);
        bool hasVersions = (_seen & Seen.SupportedVersions) != 0;
        int versionsEnd = hasVersions ? writer.AddAll(_versions, withGrease: false) : writer.Add(legacyVersion);
        int groupsEnd = writer.AddAll(_groups);
        int sharesEnd = writer.AddTypes(_shares);

        return new ClientHello(
            new(suitesEnd, extensionsEnd, algorithmsEnd, versionsEnd, groupsEnd, sharesEnd), numbers, _name.IsEmpty ? null : _name.ToArray(), _alpn.ToArray())
        {
            LegacyVersion = legacyVersion,
            HasGrease = writer.SawGrease,
            OffersTicket = _hasTicket,
            HasSessionId = hasSessionId,
        };
    }
}

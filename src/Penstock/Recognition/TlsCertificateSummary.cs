using System.Net;

namespace Penstock.Recognition;

/// <summary>
/// The server's own certificate, where it passes in clear: before TLS 1.3. The bytes are kept and read when first asked for; what cannot be read is null. It says what was sent, not that anybody
/// checked it.
/// </summary>
internal sealed class TlsCertificateSummary(byte[] certificate)
{
    /// <summary>The longest that is kept. One of 100 names has some 4 KB.</summary>
    internal const int MaxBytes = 8 * 1024;

    /// <summary>The most names that are told.</summary>
    internal const int MaxNames = 16;

    private const int MaxNameLength = 255;

    private readonly List<string> _names = [];
    private byte[]? _unread = certificate;
    private string? _subject;
    private string? _issuer;
    private int _nameCount;
    private DateTimeOffset? _notBefore;
    private DateTimeOffset? _notAfter;

    /// <summary>The subject's common name, else its organization; printable.</summary>
    public string? Subject => Read()._subject;

    /// <summary>The issuer's common name, else its organization; printable.</summary>
    public string? Issuer => Read()._issuer;

    /// <summary>The first <see cref="MaxNames"/> DNS names and addresses that it is for (subjectAltName), printable.</summary>
    public IReadOnlyList<string> Names => Read()._names;

    /// <summary>How many there are in all.</summary>
    public int NameCount => Read()._nameCount;

    public DateTimeOffset? NotBefore => Read()._notBefore;

    public DateTimeOffset? NotAfter => Read()._notAfter;

    private static ReadOnlySpan<byte> CommonName => [0x55, 0x04, 0x03];

    private static ReadOnlySpan<byte> Organization => [0x55, 0x04, 0x0A];

    private static ReadOnlySpan<byte> SubjectAltName => [0x55, 0x1D, 0x11];

    private TlsCertificateSummary Read()
    {
        if (_unread is { } bytes)
        {
            _unread = null;
            ReadCertificate(bytes);
        }

        return this;
    }

    /// <summary>RFC 5280, section 4.1, as far as it can be read.</summary>
    private void ReadCertificate(ReadOnlySpan<byte> bytes)
    {
        var outer = new DerReader(bytes);
        if (!outer.TryRead(DerReader.Sequence, out ReadOnlySpan<byte> signed) || !new DerReader(signed).TryRead(DerReader.Sequence, out ReadOnlySpan<byte> body))
        {
            return;
        }

        var fields = new DerReader(body);
        _ = fields.TryReadOptional(0xA0, out _);
        if (!fields.TryRead(DerReader.Integer, out _) || !fields.TryRead(DerReader.Sequence, out _) || !fields.TryRead(DerReader.Sequence, out ReadOnlySpan<byte> issuer))
        {
            return;
        }

        _issuer = NameOf(issuer);
        if (!fields.TryRead(DerReader.Sequence, out ReadOnlySpan<byte> validity))
        {
            return;
        }

        var times = new DerReader(validity);
        _notBefore = times.TryReadTime(out DateTimeOffset from) ? from : null;
        _notAfter = times.TryReadTime(out DateTimeOffset until) ? until : null;
        if (!fields.TryRead(DerReader.Sequence, out ReadOnlySpan<byte> subject))
        {
            return;
        }

        _subject = NameOf(subject);
        while (fields.TryReadAny(out byte tag, out ReadOnlySpan<byte> field))
        {
            if (tag == 0xA3 && new DerReader(field).TryRead(DerReader.Sequence, out ReadOnlySpan<byte> extensions))
            {
                ReadExtensions(extensions);
            }
        }
    }

    /// <summary>RFC 5280, section 4.1.2.4: a sequence of sets of attributes.</summary>
    private static string? NameOf(ReadOnlySpan<byte> name)
    {
        string? organization = null;
        var sets = new DerReader(name);
        while (sets.TryRead(DerReader.Set, out ReadOnlySpan<byte> set))
        {
            if (!new DerReader(set).TryRead(DerReader.Sequence, out ReadOnlySpan<byte> attribute))
            {
                continue;
            }

            var parts = new DerReader(attribute);
            if (!parts.TryRead(DerReader.ObjectIdentifier, out ReadOnlySpan<byte> type) || !parts.TryReadAny(out _, out ReadOnlySpan<byte> value))
            {
                continue;
            }

            if (type.SequenceEqual(CommonName))
            {
                return PrintableText.From(value, MaxNameLength);
            }

            organization ??= type.SequenceEqual(Organization) ? PrintableText.From(value, MaxNameLength) : null;
        }

        return organization;
    }

    private void ReadExtensions(ReadOnlySpan<byte> extensions)
    {
        var list = new DerReader(extensions);
        while (list.TryRead(DerReader.Sequence, out ReadOnlySpan<byte> extension))
        {
            var parts = new DerReader(extension);
            if (parts.TryRead(DerReader.ObjectIdentifier, out ReadOnlySpan<byte> type) && type.SequenceEqual(SubjectAltName))
            {
                _ = parts.TryReadOptional(0x01, out _);
                if (parts.TryRead(DerReader.OctetString, out ReadOnlySpan<byte> value) && new DerReader(value).TryRead(DerReader.Sequence, out ReadOnlySpan<byte> names))
                {
                    ReadNames(names);
                }
            }
        }
    }

    /// <summary>RFC 5280, section 4.2.1.6: [2] is a dNSName, [7] an iPAddress.</summary>
    private void ReadNames(ReadOnlySpan<byte> names)
    {
        var list = new DerReader(names);
        while (list.TryReadAny(out byte tag, out ReadOnlySpan<byte> name))
        {
            string? text = tag switch
            {
                0x82 => PrintableText.From(name, MaxNameLength),
                0x87 when name.Length is 4 or 16 => new IPAddress(name).ToString(),
                _ => null,
            };
            if (text is null)
            {
                continue;
            }

            _nameCount++;
            if (_names.Count < MaxNames)
            {
                _names.Add(text);
            }
        }
    }
}

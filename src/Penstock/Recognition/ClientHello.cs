using Penstock.Http;

namespace Penstock.Recognition;

/// <summary>
/// What a client says of itself before anything is encrypted (RFC 8446, section 4.1.2). Kept compactly: one array of the numbers, one of the text; everything else is made when asked for.
/// </summary>
/// <param name="lists">Where in <paramref name="numbers"/> each list ends.</param>
/// <param name="numbers">All lists, one behind the other, in the order of <see cref="ListEnds"/>.</param>
/// <param name="serverName">The bytes of the name; null if there is no such extension.</param>
/// <param name="alpn">The entries, each behind its length.</param>
internal sealed class ClientHello(ClientHello.ListEnds lists, ushort[] numbers, byte[]? serverName, byte[] alpn)
{
    /// <summary>The most entries of ALPN that are told.</summary>
    internal const int MaxAlpn = 16;

    private string? _serverName;
    private string? _ja4;

    /// <summary>client_version of old, legacy_version since TLS 1.3, where it says 0x0303.</summary>
    public required ushort LegacyVersion { get; init; }

    /// <summary>The versions that are offered, in the client's order, without GREASE: those of the extension, or the legacy version alone.</summary>
    public ReadOnlySpan<ushort> Versions => numbers.AsSpan(lists.SignatureAlgorithms..lists.Versions);

    /// <summary>The highest of <see cref="Versions"/>.</summary>
    public ushort HighestVersion => Highest(Versions);

    /// <summary>As sent, with GREASE.</summary>
    public ReadOnlySpan<ushort> CipherSuites => numbers.AsSpan(..lists.CipherSuites);

    /// <summary>The types, as sent, with GREASE.</summary>
    public ReadOnlySpan<ushort> Extensions => numbers.AsSpan(lists.CipherSuites..lists.Extensions);

    /// <summary>As sent.</summary>
    public ReadOnlySpan<ushort> SignatureAlgorithms => numbers.AsSpan(lists.Extensions..lists.SignatureAlgorithms);

    /// <summary>supported_groups, as sent, with GREASE.</summary>
    public ReadOnlySpan<ushort> SupportedGroups => numbers.AsSpan(lists.Versions..lists.SupportedGroups);

    /// <summary>The groups that a key was sent for, as sent, with GREASE.</summary>
    public ReadOnlySpan<ushort> KeyShareGroups => numbers.AsSpan(lists.SupportedGroups..lists.KeyShareGroups);

    /// <summary>Whether there was GREASE (RFC 8701) anywhere: browsers send it, most programs do not.</summary>
    public required bool HasGrease { get; init; }

    /// <summary>Whether the extension server_name was there.</summary>
    public bool HasServerName => serverName is not null;

    /// <summary>The host name of server_name (RFC 6066, section 3), printable: what is not is escaped. Null if there was none. With <see cref="EchOffered"/> this may be a public name
    /// that hides the real one.</summary>
    public string? ServerName => serverName is null ? null : _serverName ??= PrintableText.From(serverName);

    /// <summary>Whether <see cref="ServerName"/> is a name that DNS could have: an address or garbage is none.</summary>
    public bool IsServerNameValid => serverName is not null && HostName.IsValid(serverName) && !HostName.EndsInNumber(serverName);

    /// <summary>The protocols that are offered (RFC 7301), printable, at most <see cref="MaxAlpn"/>. A new list each time.</summary>
    public IReadOnlyList<string> Alpn
    {
        get
        {
            var names = new List<string>();
            var reader = new WireReader(alpn);
            while (names.Count < MaxAlpn && reader.TryReadVector8(out ReadOnlySpan<byte> name))
            {
                names.Add(PrintableText.From(name));
            }

            return names;
        }
    }

    /// <summary>How many protocols are offered, those beyond <see cref="MaxAlpn"/> among them.</summary>
    public int AlpnCount
    {
        get
        {
            int count = 0;
            for (var reader = new WireReader(alpn); reader.TryReadVector8(out _);)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>Whether the extension encrypted_client_hello was there. Whether it hides a name or is GREASE only the server can tell.</summary>
    public bool EchOffered => Extensions.Contains(TlsExtensions.EncryptedClientHello);

    /// <summary>Whether the client holds a key of an earlier session, or one agreed otherwise, and offers it (TLS 1.3).</summary>
    public bool OffersPsk => Extensions.Contains(TlsExtensions.PreSharedKey);

    /// <summary>Whether the client offers a ticket of an earlier session (RFC 5077).</summary>
    public required bool OffersTicket { get; init; }

    /// <summary>Whether legacy_session_id has bytes: before TLS 1.3 that offers a session; since, most clients fill it to look like before.</summary>
    public required bool HasSessionId { get; init; }

    /// <summary>Whether the client sends data right behind its hello, which can be replayed (RFC 8446, section 2.3).</summary>
    public bool OffersEarlyData => Extensions.Contains(TlsExtensions.EarlyData);

    /// <summary>Whether a group that withstands quantum computers, as far as known, is among the supported.</summary>
    public bool OffersPostQuantum
    {
        get
        {
            foreach (ushort group in SupportedGroups)
            {
                if (TlsNames.IsPostQuantum(group))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The fingerprint of the client's software by FoxIO's method: <c>t13d1516h2_8daaf6152771_e5627efa2ab1</c>. Computed when first asked for.</summary>
    public string Ja4 => _ja4 ??= Recognition.Ja4.Of(this, FirstAlpn);

    private ReadOnlySpan<byte> FirstAlpn => new WireReader(alpn).TryReadVector8(out ReadOnlySpan<byte> name) ? name : default;

    private static ushort Highest(ReadOnlySpan<ushort> values)
    {
        ushort highest = 0;
        foreach (ushort value in values)
        {
            highest = Math.Max(highest, value);
        }

        return highest;
    }

    /// <summary>Where each list ends in the array of all; each begins where the one before it ends.</summary>
    internal readonly record struct ListEnds(int CipherSuites, int Extensions, int SignatureAlgorithms, int Versions, int SupportedGroups, int KeyShareGroups);
}

using System.Globalization;
using System.Xml.Linq;

namespace Penstock.EndToEnd.Tls;

/// <summary>One connection as tshark dissected it.</summary>
/// <param name="up">The packets of the client's side.</param>
/// <param name="down">Those of the origin's.</param>
internal sealed class TsharkConnection(IReadOnlyList<XElement> up, IReadOnlyList<XElement> down)
{
    // Younger than the oldest tshark that is in use.
    private static readonly Dictionary<string, string> YoungGroups = new() { ["4588"] = "X25519MLKEM768" };

    /// <summary>What tshark says of it, in the words of <see cref="TlsAccount"/>.</summary>
    public TlsAccount Account(bool withRecords)
    {
        XElement[] hellos = [.. Handshakes(up, "1")];
        XElement? client = hellos.FirstOrDefault();
        XElement[] answers = [.. Handshakes(down, "2")];
        XElement? server = answers.LastOrDefault();
        XElement? certificate = Handshakes(down, "11").SelectMany(message => Fields(message, "x509af.signedCertificate_element")).FirstOrDefault();
        XElement? alert = Fields(up, "tls.alert_message.desc").Concat(Fields(down, "tls.alert_message.desc")).FirstOrDefault();
        string[] offered = client is null ? [] : Offered(client);
        return new TlsAccount
        {
            ServerName = Shown(client, "tls.handshake.extensions_server_name").FirstOrDefault(),
            Alpn = string.Join(' ', Shown(client, "tls.handshake.extensions_alpn_str")),
            Versions = string.Join(", ", offered),
            Ja4 = client is null ? null : ReferenceJa4.Of(client),
            HasEch = HasExtension(client, "65037"),
            HasPsk = HasExtension(client, "41"),
            HasTicket = client is not null && Fields(client, "tls.handshake.extension.type").Any(
                type => Show(type) == "35" && Show(type.ElementsAfterSelf().First()) != "0"),
            HasEarlyData = HasExtension(client, "42"),
            HasPostQuantum = Shown(client, "tls.handshake.extensions_supported_group").Contains("0x11ec"),
            Version = server is null ? null : Named(server, "tls.handshake.extensions.supported_version") ?? Named(server, "tls.handshake.version"),
            CipherSuite = Named(server, "tls.handshake.ciphersuite"),
            Group = Named(server, "tls.handshake.extensions_key_share_group") ?? Fields(down, "tls.handshake.server_named_curve").Select(Name).FirstOrDefault(),
            ChosenAlpn = Shown(server, "tls.handshake.extensions_alpn_str").FirstOrDefault(),
            IsResumed = HasExtension(server, "41") || Fields(down, "tls.resumed").Any(),
            IsRetried = answers.Length > 1,
            Subject = certificate is null ? null : CommonName(Fields(certificate, "x509af.subject").First()),
            Names = string.Join(' ', certificate is null ? [] : Fields(certificate, "x509ce.GeneralName").Select(name => Show(name.Elements("field").First()))),
            Alert = alert is null ? null : $"{(Fields(up, "tls.alert_message.desc").Contains(alert) ? "client" : "origin")} {Name(alert).ToLowerInvariant().Replace(' ', '_')}",
            Records = withRecords ? $"{Fields(up, "tls.record.length").Count()} up, {Fields(down, "tls.record.length").Count()} down" : null,
        };
    }

    internal static IEnumerable<XElement> Fields(XElement element, string name) => element.Descendants("field").Where(field => (string?)field.Attribute("name") == name);

    internal static string Show(XElement field) => field.Attribute("show")!.Value;

    /// <summary>RFC 8701: 0x0A0A, 0x1A1A, … 0xFAFA.</summary>
    internal static bool IsGrease(string hex) => hex.Length == 4 && hex[1] == 'a' && hex[..2] == hex[2..];

    private static IEnumerable<XElement> Fields(IEnumerable<XElement> packets, string name) => packets.SelectMany(packet => Fields(packet, name));

    // A message that came in several records stands inside of the last of them.
    private static IEnumerable<XElement> Handshakes(IEnumerable<XElement> packets, string type) =>
        Fields(packets, "tls.handshake.type").Where(field => Show(field) == type).Select(field => field.Parent!);

    private static IEnumerable<string> Shown(XElement? element, string name) => element is null ? [] : Fields(element, name).Select(Show);

    private static bool HasExtension(XElement? hello, string type) => Shown(hello, "tls.handshake.extension.type").Contains(type);

    private static string? Named(XElement? element, string name) => element is null ? null : Fields(element, name).Select(Name).FirstOrDefault();

    // Its kind of string is in the field's name: x509sat.uTF8String.
    private static string CommonName(XElement subject) =>
        Show(subject.Descendants("field").Last(field => field.Attribute("name")!.Value.StartsWith("x509sat.", StringComparison.Ordinal) && field.Attribute("name")!.Value.EndsWith("String", StringComparison.Ordinal)));

    // "Cipher Suite: TLS_AES_256_GCM_SHA384 (0x1302)"
    private static string Name(XElement field)
    {
        string shown = field.Attribute("showname")!.Value;
        int start = shown.IndexOf(": ", StringComparison.Ordinal) + 2;
        string name = shown[start..shown.LastIndexOf(" (", StringComparison.Ordinal)];
        string number = int.Parse(field.Attribute("value")!.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return YoungGroups.GetValueOrDefault(number) is { } young && field.Attribute("name")!.Value.EndsWith("_group", StringComparison.Ordinal) ? young : name;
    }

    private static string[] Offered(XElement client)
    {
        XElement[] versions = [.. Fields(client, "tls.handshake.extensions.supported_version")];
        return [.. (versions.Length > 0 ? versions : [Fields(client, "tls.handshake.version").First()]).Where(version => !IsGrease(version.Attribute("value")!.Value)).Select(Name)];
    }
}

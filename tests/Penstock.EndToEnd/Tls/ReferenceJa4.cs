using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Penstock.EndToEnd.Tls;

/// <summary>JA4 by FoxIO's description (github.com/FoxIO-LLC/ja4, technical_details/JA4.md), from the fields of tshark, and with nothing of the product's.</summary>
internal static class ReferenceJa4
{
    public static string Of(XElement hello)
    {
        string[] suites = Numbers(hello, "tls.handshake.ciphersuite");
        string[] extensions = Numbers(hello, "tls.handshake.extension.type");
        string[] algorithms = Numbers(hello, "tls.handshake.sig_hash_alg");
        string[] versions = [.. Numbers(hello, "tls.handshake.extensions.supported_version"), .. Numbers(hello, "tls.handshake.version")];
        string? alpn = TsharkConnection.Fields(hello, "tls.handshake.extensions_alpn_str").Select(TsharkConnection.Show).FirstOrDefault();

        string version = versions.Max(StringComparer.Ordinal) switch { "0304" => "13", "0303" => "12", "0302" => "11", "0301" => "10", var other => other! };
        string named = extensions.Contains("0000") ? "d" : "i";
        string first = alpn is null ? "00" : $"{alpn[0]}{alpn[^1]}";
        string sorted = string.Join(',', suites.Order(StringComparer.Ordinal));
        string rest = string.Join(',', extensions.Where(type => type is not ("0000" or "0010")).Order(StringComparer.Ordinal));
        string signed = algorithms.Length == 0 ? "" : "_" + string.Join(',', algorithms);
        return $"t{version}{named}{suites.Length:00}{extensions.Length:00}{first}_{Hash(sorted)}_{Hash(rest + signed)}";
    }

    private static string[] Numbers(XElement hello, string name) =>
        [.. TsharkConnection.Fields(hello, name).Select(field => field.Attribute("value")!.Value).Where(value => !TsharkConnection.IsGrease(value))];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..12];
}

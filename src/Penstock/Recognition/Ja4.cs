using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Recognition;

/// <summary>
/// JA4, the fingerprint of TLS clients, for TLS over TCP: FoxIO, "JA4: TLS Client Fingerprinting" (github.com/FoxIO-LLC/ja4, technical_details/JA4.md; that part of JA4+ is under the BSD
/// 3-Clause licence). GREASE is left out everywhere. The signature algorithms are those of the extension of that name; tools that read tshark's field add those of signature_algorithms_cert,
/// which Java sends.
/// </summary>
internal static class Ja4
{
    private const string NoValues = "000000000000";

    public static string Of(ClientHello hello, ReadOnlySpan<byte> firstAlpn)
    {
        List<ushort> suites = WithoutGrease(hello.CipherSuites);
        List<ushort> extensions = WithoutGrease(hello.Extensions);
        int extensionCount = extensions.Count;
        suites.Sort();
        extensions.Sort();
        extensions.RemoveAll(type => type is TlsExtensions.ServerName or TlsExtensions.Alpn);

        string extensionHash = NoValues;
        if (extensions.Count > 0)
        {
            List<ushort> algorithms = WithoutGrease(hello.SignatureAlgorithms);
            extensionHash = Hash(algorithms.Count == 0 ? Hex(extensions) : $"{Hex(extensions)}_{Hex(algorithms)}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"t{Version(hello.HighestVersion)}{(hello.HasServerName ? 'd' : 'i')}{Math.Min(suites.Count, 99):D2}{Math.Min(extensionCount, 99):D2}{Alpn(firstAlpn)}_{(suites.Count == 0 ? NoValues : Hash(Hex(suites)))}_{extensionHash}");
    }

    private static string Version(ushort version) => version switch
    {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        _ => "00",
    };

    /// <summary>The first and the last character; if one of them is neither letter nor digit, the first and the last digit of all bytes in hexadecimal.</summary>
    private static string Alpn(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return "00";
        }

        char first = (char)name[0];
        char last = (char)name[^1];
        return char.IsAsciiLetterOrDigit(first) && char.IsAsciiLetterOrDigit(last)
            ? $"{first}{last}"
            : string.Create(CultureInfo.InvariantCulture, $"{first >> 4:x}{last & 0xF:x}");
    }

    private static List<ushort> WithoutGrease(ReadOnlySpan<ushort> values)
    {
        var kept = new List<ushort>(values.Length);
        foreach (ushort value in values)
        {
            if (!TlsNames.IsGrease(value))
            {
                kept.Add(value);
            }
        }

        return kept;
    }

    private static string Hex(List<ushort> values)
    {
        var text = new StringBuilder(values.Count * 5);
        foreach (ushort value in values)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{value:x4}");
        }

        return text.ToString();
    }

    private static string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.ASCII.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..6]);
    }
}

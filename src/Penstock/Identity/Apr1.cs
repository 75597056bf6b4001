using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Identity;

/// <summary>Apache's variant of MD5-crypt (apr_md5_encode of APR-util): a salt of up to eight characters and a thousand rounds.</summary>
[SuppressMessage("Security", "CA5351", Justification = "the file says so")]
internal static class Apr1
{
    public const string Prefix = "$apr1$";

    private const int MostSalt = 8;
    private const int Rounds = 1000;
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <param name="password">Whether it is this one.</param>
    /// <param name="hash">Its bytes as Latin-1.</param>
    public static bool Verify(byte[] password, string hash)
    {
        string rest = hash[Prefix.Length..];
        int dollar = rest.IndexOf('$', StringComparison.Ordinal);
        string salt = rest[..Math.Min(dollar < 0 ? rest.Length : dollar, MostSalt)];
        return CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(Hash(password, salt)), Encoding.Latin1.GetBytes(hash));
    }

    private static string Hash(byte[] key, string salt)
    {
        byte[] salted = Encoding.Latin1.GetBytes(salt);
        byte[] inner = MD5.HashData([.. key, .. salted, .. key]);
        List<byte> first = [.. key, .. Encoding.ASCII.GetBytes(Prefix), .. salted];
        for (int left = key.Length; left > 0; left -= inner.Length)
        {
            first.AddRange(inner.AsSpan(0, Math.Min(left, inner.Length)));
        }

        for (int bits = key.Length; bits > 0; bits >>= 1)
        {
            first.Add((bits & 1) != 0 ? (byte)0 : key[0]);
        }

        byte[] result = MD5.HashData([.. first]);
        for (int round = 0; round < Rounds; round++)
        {
            bool isOdd = (round & 1) != 0;
            result = MD5.HashData(
            [
                .. isOdd ? key : result,
                .. round % 3 != 0 ? salted : [],
                .. round % 7 != 0 ? key : [],
                .. isOdd ? result : key,
            ]);
        }

        var text = new StringBuilder(Prefix).Append(salt).Append('$');
        for (int i = 0; i < 5; i++)
        {
            Append(text, (result[i] << 16) | (result[i + 6] << 8) | result[i == 4 ? 5 : i + 12], 4);
        }

        Append(text, result[11], 2);
        return text.ToString();
    }

    private static void Append(StringBuilder to, int value, int characters)
    {
        for (int i = 0; i < characters; i++, value >>= 6)
        {
            to.Append(Alphabet[value & 63]);
        }
    }
}

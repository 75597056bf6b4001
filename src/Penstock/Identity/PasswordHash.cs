using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Identity;

/// <summary>A password's hash as htpasswd(1) writes it: bcrypt, Apache's variant of MD5-crypt (<c>$apr1$</c>), or <c>{SHA}</c>.</summary>
internal sealed class PasswordHash
{
    /// <summary>The highest cost of bcrypt that is taken: 2^17 rounds are some 10 s of a processor, and a file must not be able to ask for hours.</summary>
    private const int MostCost = 17;

    private readonly string _text;
    private readonly Func<byte[], string, bool> _verify;

    private PasswordHash(string text, Func<byte[], string, bool> verify)
    {
        _text = text;
        _verify = verify;
    }

    /// <summary>Reads a hash; <paramref name="problem"/> says what is wrong with it, without showing it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PasswordHash? hash, [NotNullWhen(false)] out string? problem)
    {
        hash = null;
        problem = null;
        if (text is ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..])
        {
            bool isWhole = text.Length == 60 && int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int cost) && cost is >= 4 and <= 31
                && !text.AsSpan(7).ContainsAnyExcept(Characters);
            if (!isWhole)
            {
                problem = "a bcrypt hash is 60 characters of its alphabet, and this is not";
                return false;
            }

            if (int.Parse(text.AsSpan(4, 2), CultureInfo.InvariantCulture) > MostCost)
            {
                problem = $"a bcrypt cost above {MostCost} takes longer than a client waits (htpasswd -C 10 is enough)";
                return false;
            }

            hash = new PasswordHash(text, BCryptHash.Verify);
        }
        else if (text.StartsWith(Apr1.Prefix, StringComparison.Ordinal))
        {
            hash = new PasswordHash(text, Apr1.Verify);
        }
        else if (text.StartsWith("{SHA}", StringComparison.Ordinal))
        {
            hash = new PasswordHash(text, VerifySha);
        }
        else
        {
            problem = "this kind of hash is not taken; write bcrypt hashes with penstock hash-password or htpasswd -B";
            return false;
        }

        return true;
    }

    /// <summary>Whether it is the hash of a password, which is bytes here and no text. Takes as long as the hash was made to take; never on a loop.</summary>
    public bool Verify(byte[] password) => _verify(password, _text);

    private static System.Buffers.SearchValues<char> Characters { get; } =
        System.Buffers.SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    // RFC 2307's {SHA}: base64 of SHA-1, without a salt. Weak, and what old files have.
    [SuppressMessage("Security", "CA5350", Justification = "the file says so")]
    private static bool VerifySha(byte[] password, string text) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes("{SHA}" + Convert.ToBase64String(SHA1.HashData(password))), Encoding.UTF8.GetBytes(text));
}

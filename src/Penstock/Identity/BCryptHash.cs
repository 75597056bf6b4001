using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Penstock.Identity;

/// <summary>A hash of bcrypt, which is asked about bytes. BCrypt.Net takes text alone, and makes UTF-8 of it, which not every password is; what it does with the bytes then is its own (not public) method.</summary>
internal static class BCryptHash
{
    // $2y$10$, 22 characters of salt, 31 of hash.
    private const int Salt = 7;
    private const int SaltBytes = 16;
    private const int Hash = 29;
    private const int HashBytes = 23;

    /// <param name="password">Without the NUL that ends it for bcrypt.</param>
    /// <param name="hash">Of the right shape (<see cref="PasswordHash.TryParse"/>).</param>
    public static bool Verify(byte[] password, string hash)
    {
        byte[] salt = DecodeBase64(null, hash[Salt..Hash], SaltBytes);
        int cost = int.Parse(hash.AsSpan(4, 2), System.Globalization.CultureInfo.InvariantCulture);
        byte[] hashed = CryptRaw(new BCrypt.Net.BCrypt(), [.. password, 0], salt, cost);
        return CryptographicOperations.FixedTimeEquals(hashed.AsSpan(0, HashBytes), DecodeBase64(null, hash[Hash..], HashBytes));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CryptRaw")]
    private static extern byte[] CryptRaw(BCrypt.Net.BCrypt bcrypt, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "DecodeBase64")]
    private static extern byte[] DecodeBase64(BCrypt.Net.BCrypt? type, string text, int bytes);
}

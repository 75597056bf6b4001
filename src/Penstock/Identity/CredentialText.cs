using System.Text;
using System.Text.Unicode;

namespace Penstock.Identity;

/// <summary>What the bytes of a name or a password mean: UTF-8, or else Latin-1, which clients that do not know of charset="UTF-8" send, and old files have.</summary>
internal static class CredentialText
{
    /// <summary>The name of a user or a group. A client's and a file's are read alike, and so they meet.</summary>
    public static string NameOf(ReadOnlySpan<byte> bytes) => (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);

    /// <summary>A password that is not UTF-8, taken for Latin-1 and written in UTF-8; null for one that is UTF-8.</summary>
    public static byte[]? OtherReading(ReadOnlySpan<byte> password) => Utf8.IsValid(password) ? null : Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(password));
}

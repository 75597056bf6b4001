using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Penstock.Identity;

/// <summary>A user name and a password, as a client gives them (RFC 7617, section 2).</summary>
/// <param name="User">Not empty.</param>
/// <param name="Password">In clear, as it came: it is kept for as long as it takes to verify it, and shown nowhere.</param>
internal sealed record BasicCredentials(string User, byte[] Password)
{
    /// <summary>The longest field value that is looked at: 16 times what people and programs use.</summary>
    public const int MostBytes = 4096;

    /// <summary>Reads the value of Proxy-Authorization: <c>Basic</c>, and in base64 the name, a colon and the password, which have no control characters.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        if (value.Length > MostBytes || value.Length < 7 || !Ascii.EqualsIgnoreCase(value[..6], "Basic "u8))
        {
            return false;
        }

        ReadOnlySpan<byte> encoded = value[6..].Trim((byte)' ');
        Span<byte> decoded = stackalloc byte[MostBytes];
        if (Base64.DecodeFromUtf8(encoded, decoded, out int consumed, out int length) != System.Buffers.OperationStatus.Done || consumed != encoded.Length)
        {
            return false;
        }

        decoded = decoded[..length];
        int colon = decoded.IndexOf((byte)':');
        if (colon <= 0 || decoded.ContainsAnyInRange((byte)0, (byte)0x1F) || decoded.Contains((byte)0x7F))
        {
            return false;
        }

        credentials = new(CredentialText.NameOf(decoded[..colon]), decoded[(colon + 1)..].ToArray());
        return true;
    }

    /// <summary>Whether the value of Proxy-Authorization is of another scheme (RFC 9110, section 11.4): <c>Bearer</c>, <c>Negotiate</c>, <c>NTLM</c>. Such a client guesses at no password.</summary>
    public static bool IsOtherScheme(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> scheme = value.IndexOf((byte)' ') is >= 0 and var end ? value[..end] : value;
        return !scheme.IsEmpty && !Ascii.EqualsIgnoreCase(scheme, "Basic"u8);
    }

    /// <summary>The user alone: a password is not for logs.</summary>
    public override string ToString() => User;
}

using System.Text;
using Penstock.Http;

namespace Penstock.Forwarding;

/// <summary>The Via field: who stands on the way (RFC 9110, section 7.6.3).</summary>
internal sealed class ViaField
{
    private readonly byte[] _pseudonym;
    private readonly byte[] _http10;
    private readonly byte[] _http11;

    public ViaField(ViaMode mode, string pseudonym)
    {
        Mode = mode;
        _pseudonym = Encoding.ASCII.GetBytes(pseudonym);
        string comment = mode == ViaMode.Full ? $" ({ProductInfo.NameAndVersion})" : "";
        bool isAdded = mode is ViaMode.On or ViaMode.Full;
        _http10 = isAdded ? Encoding.ASCII.GetBytes($"Via: 1.0 {pseudonym}{comment}\r\n") : [];
        _http11 = isAdded ? Encoding.ASCII.GetBytes($"Via: 1.1 {pseudonym}{comment}\r\n") : [];
    }

    public ViaMode Mode { get; }

    /// <summary>The line that is added to a message that was received with that version; empty if none is.</summary>
    public ReadOnlySpan<byte> Line(int minorVersion) => minorVersion == 0 ? _http10 : _http11;

    /// <summary>Whether this proxy is among those that the message has passed: Via = #( received-protocol RWS received-by [ RWS comment ] ).</summary>
    public bool NamesUs(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            int end = EndOfElement(value);
            if (Ascii.EqualsIgnoreCase(ReceivedBy(value[..end]), _pseudonym))
            {
                return true;
            }

            value = value[Math.Min(end + 1, value.Length)..];
        }

        return false;
    }

    private static ReadOnlySpan<byte> ReceivedBy(ReadOnlySpan<byte> element)
    {
        ReadOnlySpan<byte> hop = element.Trim(" \t"u8);
        int protocol = hop.IndexOfAny(HttpCharacters.Space, HttpCharacters.Tab);
        ReadOnlySpan<byte> by = protocol < 0 ? default : hop[protocol..].TrimStart(" \t"u8);
        int end = by.IndexOfAny(HttpCharacters.Space, HttpCharacters.Tab);
        return end < 0 ? by : by[..end];
    }

    /// <summary>The next comma that is not inside a comment (RFC 9110, section 5.6.5: they nest, and a backslash quotes).</summary>
    private static int EndOfElement(ReadOnlySpan<byte> value)
    {
        int depth = 0;
        for (int i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case (byte)',' when depth == 0:
                    return i;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')':
                    depth = Math.Max(depth - 1, 0);
                    break;
                case (byte)'\\' when depth > 0:
                    i++;
                    break;
            }
        }

        return value.Length;
    }
}

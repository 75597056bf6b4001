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
        foreach (Range element in value.Split((byte)','))
        {
            ReadOnlySpan<byte> hop = value[element].Trim(" \t"u8);
            int protocol = hop.IndexOfAny(HttpCharacters.Space, HttpCharacters.Tab);
            ReadOnlySpan<byte> by = protocol < 0 ? default : hop[protocol..].TrimStart(" \t"u8);
            int end = by.IndexOfAny(HttpCharacters.Space, HttpCharacters.Tab);
            if (Ascii.EqualsIgnoreCase(end < 0 ? by : by[..end], _pseudonym))
            {
                return true;
            }
        }

        return false;
    }
}

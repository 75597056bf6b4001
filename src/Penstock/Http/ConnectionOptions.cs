using System.Text;

namespace Penstock.Http;

/// <summary>What Connection and Proxy-Connection say about the connection's life. Their other options name fields and are read where fields are
/// forwarded.</summary>
internal record struct ConnectionOptions
{
    private bool _close;
    private bool _keepAlive;

    /// <summary>Takes one more field line. RFC 9110, section 7.6.1: Connection = #connection-option, case-insensitive.</summary>
    internal void Add(ReadOnlySpan<byte> value)
    {
        foreach (Range element in value.Split((byte)','))
        {
            ReadOnlySpan<byte> option = value[element].Trim(" \t"u8);
            _close |= Ascii.EqualsIgnoreCase(option, "close"u8);
            _keepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
        }
    }

    /// <summary>RFC 9112, section 9.3: close wins; HTTP/1.1 persists by itself, HTTP/1.0 by keep-alive.</summary>
    internal readonly bool KeepsAlive(int minorVersion) => !_close && (minorVersion >= 1 || _keepAlive);
}

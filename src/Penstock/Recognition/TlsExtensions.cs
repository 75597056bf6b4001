namespace Penstock.Recognition;

/// <summary>The extensions that are read: IANA's registry "TLS ExtensionType Values".</summary>
internal static class TlsExtensions
{
    internal const ushort ServerName = 0x0000;
    internal const ushort SupportedGroups = 0x000A;
    internal const ushort SignatureAlgorithms = 0x000D;
    internal const ushort Alpn = 0x0010;
    internal const ushort SessionTicket = 0x0023;
    internal const ushort PreSharedKey = 0x0029;
    internal const ushort EarlyData = 0x002A;
    internal const ushort SupportedVersions = 0x002B;
    internal const ushort KeyShare = 0x0033;
    internal const ushort EncryptedClientHello = 0xFE0D;
}

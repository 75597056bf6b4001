namespace Penstock.Recognition;

/// <summary>Numbers of the record and handshake protocols: IANA's registries "TLS ContentType" and "TLS HandshakeType".</summary>
internal static class TlsRecords
{
    internal const byte ChangeCipherSpec = 20;
    internal const byte Alert = 21;
    internal const byte Handshake = 22;
    internal const byte ApplicationData = 23;
    internal const byte Heartbeat = 24;

    internal const byte ClientHello = 1;
    internal const byte ServerHello = 2;
    internal const byte Certificate = 11;
    internal const byte ServerKeyExchange = 12;
    internal const byte ServerHelloDone = 14;
}

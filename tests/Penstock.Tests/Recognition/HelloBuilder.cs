using System.Text;

namespace Penstock.Tests.Recognition;

/// <summary>Writes hellos that no real program sends.</summary>
internal static class HelloBuilder
{
    /// <summary>A record with a ClientHello of these suites and extensions.</summary>
    public static byte[] Client(ushort[] suites, IEnumerable<(ushort Type, byte[] Data)> extensions, ushort version = 0x0303) => Record(
        1,
        [.. Number(version), .. new byte[32], 0, .. Vector16(Numbers(suites)), 1, 0, .. Vector16([.. extensions.SelectMany(e => (byte[])[.. Number(e.Type), .. Vector16(e.Data)])])]);

    public static byte[] Record(byte type, byte[] body)
    {
        byte[] message = [type, (byte)(body.Length >> 16), .. Number((ushort)body.Length), .. body];
        return [22, 3, 1, .. Vector16(message)];
    }

    /// <summary>The content of server_name with this name.</summary>
    public static (ushort Type, byte[] Data) ServerName(string name) => (0x0000, Vector16([0, .. Vector16(Encoding.Latin1.GetBytes(name))]));

    /// <summary>The content of ALPN with these names.</summary>
    public static (ushort Type, byte[] Data) Alpn(params byte[][] names) => (0x0010, Vector16([.. names.SelectMany(name => (byte[])[(byte)name.Length, .. name])]));

    public static byte[] Vector16(byte[] bytes) => [.. Number((ushort)bytes.Length), .. bytes];

    public static byte[] Numbers(params ushort[] values) => [.. values.SelectMany(Number)];

    public static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];
}

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Penstock.Linux;

/// <summary>Who listens in this network namespace, as /proc/net/tcp and tcp6 tell it (proc_net_tcp(5) of the kernel's documentation).</summary>
[SupportedOSPlatform("linux")]
internal static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>Whether an address is free but for sockets of our own. False if that cannot be told.</summary>
    public static bool AreOursAlone(IPEndPoint wanted, IEnumerable<int> ours)
    {
        try
        {
            HashSet<string> own = [.. ours.Select(fd => new FileInfo($"/proc/self/fd/{fd}").LinkTarget ?? "")];
            return Read("/proc/net/tcp").Concat(Read("/proc/net/tcp6"))
                .All(socket => own.Contains($"socket:[{socket.Inode}]") || !ListenerOverlap.Of(wanted, socket.EndPoint));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<(IPEndPoint EndPoint, string Inode)> Read(string path)
    {
        // A machine without IPv6 has no tcp6, and nobody who listens there.
        foreach (string line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 9 && columns[3] == Listening)
            {
                yield return (ReadEndPoint(columns[1]), columns[9]);
            }
        }
    }

    // The address in words of the machine's own byte order, and the port as a number.
    private static IPEndPoint ReadEndPoint(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        byte[] address = Convert.FromHexString(text[..Math.Max(colon, 0)]);
        if (BitConverter.IsLittleEndian)
        {
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(address.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        var read = new IPAddress(address);
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort
            ? new IPEndPoint(read.IsIPv4MappedToIPv6 ? read.MapToIPv4() : read, port)
            : throw new FormatException($"\"{text}\" is no address of a socket");
    }
}

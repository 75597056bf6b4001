using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Copies of the descriptors by which this process listens on an address.</summary>
internal sealed partial class DescriptorCopies : IDisposable
{
    private readonly List<int> _copies = [];

    public DescriptorCopies(EndPoint listener)
    {
        // proc_net_tcp(5): the port is in hex behind a colon, 0A is a socket that listens, the tenth column its inode.
        string port = ((IPEndPoint)listener).Port.ToString("X4", CultureInfo.InvariantCulture);
        HashSet<string> sockets =
        [
            .. File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[1].EndsWith($":{port}", StringComparison.Ordinal) && columns[3] == "0A").Select(columns => $"socket:[{columns[9]}]"),
        ];
        _copies.AddRange(Directory.EnumerateFiles("/proc/self/fd").Where(fd => sockets.Contains(new FileInfo(fd).LinkTarget ?? "")).Select(fd => dup(int.Parse(Path.GetFileName(fd), CultureInfo.InvariantCulture))));
        Assert.NotEmpty(_copies);
    }

    public void Dispose() => _copies.ForEach(fd => _ = close(fd));

    [LibraryImport("libc")]
    private static partial int dup(int fd);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}

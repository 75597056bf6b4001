using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Penstock.EndToEnd.Behaviour;

namespace Penstock.EndToEnd.Faults;

/// <summary>
/// A line between two networks that loses, delays and reorders packets: two TUN devices (Linux, Documentation/networking/tuntap.rst) and threads that carry packets from one to the other. The kernel's
/// own means to this end, netem, is not built into every kernel.
/// </summary>
internal sealed partial class BadLine : IAsyncDisposable
{
    // if_tun.h and if.h: TUNSETIFF with IFF_TUN | IFF_NO_PI, in a struct ifreq of 40 bytes whose name has 16.
    private const nuint SetInterface = 0x400454CA;
    private const ushort TunWithoutHeader = 0x1001;
    private const int RequestBytes = 40;
    private const int NameBytes = 16;

    private const int PacketBytes = 64 * 1024;

    private static int s_number;

    private readonly Impairment _impairment;
    private readonly End _one;
    private readonly End _other;
    private long _lost;
    private long _overtaking;

    private BadLine(Impairment impairment, End one, End other)
    {
        _impairment = impairment;
        (_one, _other) = (one, other);
        Carry(one, other);
        Carry(other, one);
    }

    /// <summary>Packets that were thrown away.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Packets that were sent on before their time.</summary>
    public long Overtaking => Interlocked.Read(ref _overtaking);

    /// <summary>Lays it between two networks; each end has an address.</summary>
    public static async Task<BadLine> LayAsync(Impairment impairment, (NetworkNamespace Network, string Address) one, (NetworkNamespace Network, string Address) other)
    {
        End first = Open(one.Network);
        await one.Network.TakeDeviceAsync(first.Device, one.Address, other.Address);
        End second = Open(other.Network);
        await other.Network.TakeDeviceAsync(second.Device, other.Address, one.Address);
        return new BadLine(impairment, first, second);
    }

    // Without its device, whoever reads it is told so.
    public async ValueTask DisposeAsync()
    {
        await _one.Network.DeleteDeviceAsync(_one.Device);
        await _other.Network.DeleteDeviceAsync(_other.Device);
    }

    private static End Open(NetworkNamespace network)
    {
        string name = $"pst{Environment.ProcessId % 1_000_000}n{Interlocked.Increment(ref s_number)}";
        byte[] request = new byte[RequestBytes];
        Encoding.ASCII.GetBytes(name, request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(NameBytes), TunWithoutHeader);
        SafeFileHandle file = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.True(Control(file, SetInterface, ref request[0]) == 0, $"TUNSETIFF: {Marshal.GetLastPInvokeErrorMessage()}");
        return new End(network, name, new FileStream(file, FileAccess.ReadWrite, bufferSize: 0));
    }

    private void Carry(End from, End to)
    {
        var queue = new PriorityQueue<byte[], (long Due, long Number)>();
        bool ended = false;
        new Thread(() =>
        {
            byte[] packet = new byte[PacketBytes];
            long number = 0;
            try
            {
                while (true)
                {
                    int length = from.File.Read(packet);
                    if (Random.Shared.NextDouble() < _impairment.Loss)
                    {
                        Interlocked.Increment(ref _lost);
                        continue;
                    }

                    bool overtakes = Random.Shared.NextDouble() < _impairment.Reordered;
                    Interlocked.Add(ref _overtaking, overtakes ? 1 : 0);
                    lock (queue)
                    {
                        queue.Enqueue(packet[..length], (Environment.TickCount64 + (overtakes ? 0 : (long)_impairment.Delay.TotalMilliseconds), number++));
                        Monitor.Pulse(queue);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The device is gone: the line is taken up.
            }

            lock (queue)
            {
                ended = true;
                Monitor.Pulse(queue);
            }

            from.File.Dispose();
        }) { IsBackground = true, Name = "line in" }.Start();
        new Thread(() =>
        {
            while (true)
            {
                byte[] packet;
                lock (queue)
                {
                    while (!ended && (!queue.TryPeek(out _, out (long Due, long Number) next) || next.Due > Environment.TickCount64))
                    {
                        Monitor.Wait(queue, queue.Count == 0 ? Timeout.Infinite : (int)Math.Max(1, next.Due - Environment.TickCount64));
                    }

                    if (ended)
                    {
                        return;
                    }

                    packet = queue.Dequeue();
                }

                try
                {
                    to.File.Write(packet);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
                {
                    // Not up yet, or gone: one more that is lost.
                }
            }
        }) { IsBackground = true, Name = "line out" }.Start();
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, nuint request, ref byte argument);

    private sealed record End(NetworkNamespace Network, string Device, FileStream File);
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Penstock.Linux;

namespace Penstock.Bench.Load;

/// <summary>Whoever has a descriptor with a <see cref="Poller"/>.</summary>
internal interface IPolled
{
    void OnEvents(uint events);
}

/// <summary>
/// epoll(7) as a plain C program uses it: level-triggered, one call for one event. The load must be the one of a plain program, because its rhythm decides how much
/// work a proxy finds each time it wakes; the library's own loop is edge-triggered, and spares calls that others make.
/// </summary>
internal sealed partial class Poller
{
    private const int MaxEvents = 512;
    private const int EpollCtlMod = 3; // EPOLL_CTL_MOD of sys/epoll.h

    private readonly int _epoll = LibC.epoll_create1(LibC.EPOLL_CLOEXEC).OrThrow();
    private readonly byte[] _events = GC.AllocateArray<byte>(MaxEvents * EpollEvent.Size, pinned: true);
    private IPolled?[] _targets = new IPolled?[64];

    public void Add(int fd, uint events, IPolled target)
    {
        if (fd >= _targets.Length)
        {
            Array.Resize(ref _targets, Math.Max(fd + 1, 2 * _targets.Length));
        }

        _targets[fd] = target;
        _ = LibC.epoll_ctl(_epoll, LibC.EPOLL_CTL_ADD, fd, events, (ulong)fd).OrThrow();
    }

    public void Change(int fd, uint events) => _ = LibC.epoll_ctl(_epoll, EpollCtlMod, fd, events, (ulong)fd);

    /// <summary>Closes a descriptor, which takes it out of epoll. No event of the same batch can name it again: a descriptor has one event in a batch, and it is its own
    /// handler that closes it.</summary>
    public void Close(int fd)
    {
        _targets[fd] = null;
        _ = LibC.close(fd);
    }

    /// <summary>Waits for events, at most so long, and hands them out.</summary>
    public void Wait(int timeoutMilliseconds)
    {
        int size = EpollEvent.Size;
        int count = NativeWait(_epoll, ref _events[0], MaxEvents, timeoutMilliseconds);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = _events.AsSpan(i * size, size);
            uint events = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            int fd = BinaryPrimitives.ReadInt32LittleEndian(entry[(size - sizeof(ulong))..]);
            _targets[fd]?.OnEvents(events);
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int NativeWait(int epoll, ref byte events, int maxEvents, int timeout);
}

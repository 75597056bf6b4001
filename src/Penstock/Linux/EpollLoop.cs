using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>A loop on epoll(7). A descriptor is registered once and edge-triggered, so that a connection costs one epoll_ctl in its life.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class EpollLoop : IoLoop, IEpollTarget
{
    private const int MaxEvents = 256;

    private readonly int _epoll = LibC.epoll_create1(LibC.EPOLL_CLOEXEC).OrThrow();
    private readonly int _wake = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK).OrThrow();
    private readonly byte* _events = (byte*)NativeMemory.Alloc(MaxEvents, (nuint)EpollEvent.Size);
    private Slot[] _slots = new Slot[64];
    private int _slotsUsed;

    // The events of the present batch that are still to be dispatched.
    private byte* _nextEvent;
    private int _eventsLeft;
    private int _firstFree = -1;
    private readonly Lock _wakeGate = new();
    private bool _closed;

    // An event names a slot and the slot's generation: one of a batch can be for a connection that an earlier one of the batch has closed,
    // and whose slot is in use again.
    private struct Slot
    {
        public IEpollTarget? Target;
        public uint Generation;
        public int NextFree;
    }

    public EpollLoop(int index, int pipeLimit)
        : base(index)
    {
        Pipes = new PipePool(this, pipeLimit);
        Register(this, _wake, LibC.EPOLLIN | LibC.EPOLLET);
    }

    public PipePool Pipes { get; }

    /// <summary>Watches <paramref name="fd"/> for <paramref name="target"/>. On the loop's thread, or before it runs.</summary>
    public int Register(IEpollTarget target, int fd, uint events)
    {
        int slot = TakeSlot();
        _slots[slot].Target = target;
        // It can fail for want of kernel memory alone: then no event ever comes, and the time limits of the connection end it.
        _ = LibC.epoll_ctl(_epoll, LibC.EPOLL_CTL_ADD, fd, events, ((ulong)_slots[slot].Generation << 32) | (uint)slot);
        return slot;
    }

    /// <summary>Forgets the slot; the descriptor itself leaves epoll when it is closed.</summary>
    public void Unregister(int slot)
    {
        ref Slot entry = ref _slots[slot];
        entry.Target = null;
        entry.Generation++;
        entry.NextFree = _firstFree;
        _firstFree = slot;
    }

    /// <summary>Stops watching a descriptor that stays open.</summary>
    public void Unregister(int slot, int fd)
    {
        _ = LibC.epoll_ctl(_epoll, LibC.EPOLL_CTL_DEL, fd, 0, 0);
        Unregister(slot);
    }

    public override Connection Connect(IPEndPoint endPoint) => EpollDialer.Connect(this, endPoint);

    /// <summary>What the present batch has for <paramref name="slot"/> that was not dispatched yet.</summary>
    public uint EventsFor(int slot)
    {
        byte* at = _nextEvent;
        for (int left = _eventsLeft; left > 0; left--, at += EpollEvent.Size)
        {
            if ((uint)EpollEvent.Data(at) == (uint)slot)
            {
                return EpollEvent.Events(at);
            }
        }

        return 0;
    }

    protected override void WaitAndDispatch(int timeoutMilliseconds)
    {
        SysResult result = LibC.epoll_wait(_epoll, _events, MaxEvents, timeoutMilliseconds);
        ReadClock();
        _nextEvent = _events;
        _eventsLeft = result.Succeeded ? result.Value : 0;
        while (_eventsLeft > 0)
        {
            ulong data = EpollEvent.Data(_nextEvent);
            uint events = EpollEvent.Events(_nextEvent);
            _nextEvent += EpollEvent.Size;
            _eventsLeft--;
            ref Slot slot = ref _slots[(uint)data];
            if (slot.Generation == (uint)(data >> 32) && slot.Target is { } target)
            {
                try
                {
                    target.OnEvents(events);
                }
                catch (Exception e) when (Report(e))
                {
                    // The events behind it are other connections', and edge-triggered: they would not come again.
                }
            }
        }
    }

    protected override void Wake()
    {
        // Under a lock with Close: a number that was closed may be another descriptor by now.
        lock (_wakeGate)
        {
            if (!_closed)
            {
                LibC.write_eventfd(_wake);
            }
        }
    }

    void IEpollTarget.OnEvents(uint events) => LibC.read_eventfd(_wake);

    protected override void Close()
    {
        lock (_wakeGate)
        {
            _closed = true;
            _ = LibC.close(_wake);
        }

        Pipes.Close();
        _ = LibC.close(_epoll);
        NativeMemory.Free(_events);
    }

    private int TakeSlot()
    {
        int slot = _firstFree;
        if (slot >= 0)
        {
            _firstFree = _slots[slot].NextFree;
            return slot;
        }

        if (_slotsUsed == _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
        }

        return _slotsUsed++;
    }
}

namespace Penstock.Transport;

/// <summary>Something that wants to be called when a time has come. It is its own entry in the wheel of its loop (two links and a time), so that a
/// connection has a timer without an object for it.</summary>
internal abstract class LoopTimer
{
    internal LoopTimer? Next;
    internal LoopTimer? Previous;
    internal long DueTick;
    internal short Bucket = TimerWheel.NotScheduled;

    public bool IsScheduled => Bucket != TimerWheel.NotScheduled;

    /// <summary>Called once, on the loop's thread, between the handling of events: never from inside another connection's code.</summary>
    internal abstract void OnDue();
}

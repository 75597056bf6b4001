using System.Net;
using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>Notes how the way to an origin is sought: the look-up, the verdict on each address, each attempt. For the dialler, on the loop of the request. It is a view
/// of its timeline, which holds all of it; <see cref="TraceReading"/> tells of it.</summary>
internal readonly struct ConnectTrace(RequestTimeline timeline)
{
    private ref TraceState State => ref timeline.Trace;

    /// <summary>The origin is looked for, perhaps once more.</summary>
    public void Begin()
    {
        if (State.Exists)
        {
            State = default;
        }

        State.Exists = true;
    }

    /// <summary>A name is asked for.</summary>
    public void LookUpStarted() => State.LookUpStart = timeline.Now;

    /// <summary>The addresses of one family are there, and may be dialled while the other family is still awaited.</summary>
    public void Answered(bool isIPv6, FamilyAnswer answer, string source)
    {
        if (timeline.IsOpen && answer.Addresses.Count > 0)
        {
            FamilyAnswer awaited = FamilyAnswer.Unknown(TimeSpan.Zero, null);
            State.Found = new(isIPv6 ? answer : State.Found?.V6 ?? awaited, isIPv6 ? State.Found?.V4 ?? awaited : answer) { Source = source };
            StampLookUp();
        }
    }

    /// <summary>The whole answer is there. A straggler that comes when the request has ended is not noted: its timeline is closed.</summary>
    public void LookUpEnded(LookUpResult found)
    {
        if (timeline.IsOpen)
        {
            State.Found = found;
            StampLookUp();
        }
    }

    /// <summary>The answer was in the cache.</summary>
    public void FoundInCache(LookUpResult found)
    {
        State.Found = found;
        State.WasCached = true;
        State.LookUpStart = State.LookUpEnd = timeline.Stamp(TimelineStage.LookedUp);
    }

    // What can be dialled can be from the first answer on.
    private void StampLookUp() => State.LookUpEnd = State.LookUpEnd == 0 ? timeline.Stamp(TimelineStage.LookedUp) : State.LookUpEnd;

    /// <summary>An address was judged, just before it would be dialled.</summary>
    public void Judge(IPAddress address, AddressVerdict verdict) => State.Judged.Add(new(PeerAddress.From(address, 0), verdict));

    /// <summary>An attempt begins; the number is for <see cref="AttemptEnded"/>.</summary>
    public int AttemptStarted(IPEndPoint endPoint)
    {
        State.Attempts.Add(new TraceState.Attempt { EndPoint = PeerAddress.From(endPoint.Address, endPoint.Port), Start = timeline.Now });
        return State.Attempts.Count - 1;
    }

    /// <summary>An attempt has ended: <see cref="SocketError.IsConnected"/>, <see cref="SocketError.OperationAborted"/> for one that nobody waits for any more, or why it failed.</summary>
    public void AttemptEnded(int number, SocketError result)
    {
        ref TraceState.Attempt attempt = ref State.Attempts.At(number);
        if (attempt.End == 0)
        {
            attempt.Result = result;
            attempt.End = timeline.Now;
        }
    }

    /// <summary>How long an attempt that has ended took.</summary>
    public TimeSpan Took(int number)
    {
        TraceState.Attempt attempt = State.Attempts[number];
        return timeline.Since(attempt.End) - timeline.Since(attempt.Start);
    }

    /// <summary>The dialling is over: what still runs has lost a race, or was out of time.</summary>
    public void End(SocketError ofThoseThatRun)
    {
        for (int i = 0; i < State.Attempts.Count; i++)
        {
            AttemptEnded(i, ofThoseThatRun);
        }
    }
}

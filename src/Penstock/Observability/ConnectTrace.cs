using System.Net;
using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>How the way to an origin was sought: the look-up, the verdict on each address, each attempt. Filled by the dialler on the loop of the request; read by anyone, also meanwhile. It is a view
/// of its timeline, which holds all of it.</summary>
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

    /// <summary>Its answer is there. A straggler that comes when the request has ended is not noted: its timeline is closed.</summary>
    public void LookUpEnded(LookUpResult found)
    {
        if (timeline.IsOpen)
        {
            State.LookUpEnd = timeline.Stamp(TimelineStage.LookedUp);
            State.Found = found;
        }
    }

    /// <summary>The answer was in the cache.</summary>
    public void FoundInCache(LookUpResult found)
    {
        State.Found = found;
        State.LookUpStart = timeline.Stamp(TimelineStage.LookedUp);
    }

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

    /// <summary>The dialling is over: what still runs has lost a race, or was out of time.</summary>
    public void End(SocketError ofThoseThatRun)
    {
        for (int i = 0; i < State.Attempts.Count; i++)
        {
            AttemptEnded(i, ofThoseThatRun);
        }
    }

    public NameLookUpFacts? LookUp
    {
        get
        {
            TraceState state = State;
            if (state.Found is not { } found)
            {
                return state.LookUpStart != 0 ? new("dns", timeline.Since(state.LookUpStart), null, null, [])
                    : state.Judged.Count == 1 ? new("literal", TimeSpan.Zero, TimeSpan.Zero, null, [Describe(state.Judged.At(0).Address.ToIPAddress()!, null, ref state)])
                    : null;
            }

            List<LookedUpAddress> answers = [];
            foreach (FamilyAnswer family in new[] { found.V6, found.V4 })
            {
                foreach (IPAddress address in family.Addresses)
                {
                    answers.Add(Describe(AddressClassifier.Normalise(address), family.TimeToLive, ref state));
                }
            }

            bool wasCached = state.LookUpEnd == 0;
            return new(
                wasCached ? "cache" : found.Source,
                timeline.Since(state.LookUpStart),
                timeline.Since(wasCached ? state.LookUpStart : state.LookUpEnd),
                found.Status == LookUpStatus.Found ? null : found.ResponseCode ?? Word(found.Status),
                answers);
        }
    }

    public IReadOnlyList<ConnectionAttempt> Attempts
    {
        get
        {
            TraceState state = State;
            var attempts = new ConnectionAttempt[state.Attempts.Count];
            for (int i = 0; i < attempts.Length; i++)
            {
                TraceState.Attempt attempt = state.Attempts.At(i);
                bool hasEnded = attempt.End != 0;
                attempts[i] = new(attempt.EndPoint.ToIPEndPoint()!, timeline.Since(attempt.Start), hasEnded ? timeline.Since(attempt.End) : null, hasEnded ? Word(attempt.Result) : null);
            }

            return attempts;
        }
    }

    private static string Word(SocketError result) => result switch
    {
        SocketError.IsConnected => "connected",
        SocketError.OperationAborted => "abandoned",
        var error => SocketErrorWord.Of(error),
    };

    private static string Word(LookUpStatus status) => status switch
    {
        LookUpStatus.TimedOut => "timed out",
        LookUpStatus.NameUnknown => "no address",
        _ => "failed",
    };

    private static LookedUpAddress Describe(IPAddress address, TimeSpan? timeToLive, ref TraceState state)
    {
        for (int i = 0; i < state.Judged.Count; i++)
        {
            TraceState.Verdict candidate = state.Judged.At(i);
            if (address.Equals(candidate.Address.ToIPAddress()))
            {
                return new(address, timeToLive, candidate.Given.IsAllowed, candidate.Given.Reason);
            }
        }

        return new(address, timeToLive, null, null);
    }
}

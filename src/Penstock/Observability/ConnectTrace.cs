using System.Net;
using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.Policy;

namespace Penstock.Observability;

/// <summary>How the way to an origin was sought: the look-up, the verdict on each address, each attempt. Filled by the dialler on the loop of the request; read by anyone, also meanwhile.</summary>
internal sealed class ConnectTrace(RequestTimeline timeline)
{
    private long _lookUpStart;
    private long _lookUpEnd;
    private LookUpResult? _found;
    private Judged[] _judged = [];
    private Attempt[] _attempts = [];

    /// <summary>A name is asked for.</summary>
    public void LookUpStarted() => _lookUpStart = timeline.Now;

    /// <summary>Its answer is there. A straggler that comes when the request has ended is not noted: its timeline is closed.</summary>
    public void LookUpEnded(LookUpResult found)
    {
        if (timeline.IsOpen)
        {
            _lookUpEnd = timeline.Stamp(TimelineStage.LookedUp);
            _found = found;
        }
    }

    /// <summary>The answer was in the cache.</summary>
    public void FoundInCache(LookUpResult found)
    {
        _found = found;
        _lookUpStart = timeline.Stamp(TimelineStage.LookedUp);
    }

    /// <summary>An address was judged, just before it would be dialled.</summary>
    public void Judge(IPAddress address, AddressVerdict verdict) => _judged = [.. _judged, new(address, verdict)];

    /// <summary>An attempt begins; the number is for <see cref="AttemptEnded"/>.</summary>
    public int AttemptStarted(IPEndPoint endPoint)
    {
        _attempts = [.. _attempts, new Attempt { EndPoint = endPoint, Start = timeline.Now }];
        return _attempts.Length - 1;
    }

    /// <summary>An attempt has ended: <see cref="SocketError.IsConnected"/>, <see cref="SocketError.OperationAborted"/> for one that nobody waits for any more, or why it failed.</summary>
    public void AttemptEnded(int number, SocketError result)
    {
        ref Attempt attempt = ref _attempts[number];
        if (attempt.End == 0)
        {
            attempt.Result = result;
            attempt.End = timeline.Now;
        }
    }

    /// <summary>The dialling is over: what still runs has lost a race, or was out of time.</summary>
    public void End(SocketError ofThoseThatRun)
    {
        for (int i = 0; i < _attempts.Length; i++)
        {
            AttemptEnded(i, ofThoseThatRun);
        }
    }

    public NameLookUpFacts? LookUp
    {
        get
        {
            Judged[] judged = _judged;
            if (_found is not { } found)
            {
                return _lookUpStart != 0 ? new("dns", timeline.Since(_lookUpStart), null, null, [])
                    : judged is [var literal] ? new("literal", timeline.Since(timeline.StartedTicks), timeline.Since(timeline.StartedTicks), null, [Describe(literal.Address, null, judged)])
                    : null;
            }

            IEnumerable<LookedUpAddress> answers = new[] { found.V6, found.V4 }
                .SelectMany(family => family.Addresses.Select(address => Describe(AddressClassifier.Normalise(address), family.TimeToLive, judged)));
            bool wasCached = _lookUpEnd == 0;
            return new(
                wasCached ? "cache" : found.Source, timeline.Since(_lookUpStart), timeline.Since(wasCached ? _lookUpStart : _lookUpEnd), found.Status == LookUpStatus.Found ? null : found.ResponseCode ?? Word(found.Status), [.. answers]);
        }
    }

    public IReadOnlyList<ConnectionAttempt> Attempts => [.. _attempts.Select(attempt => new ConnectionAttempt(
        attempt.EndPoint,
        timeline.Since(attempt.Start),
        attempt.End == 0 ? null : timeline.Since(attempt.End),
        attempt.End == 0 ? null : attempt.Result switch
        {
            SocketError.IsConnected => "connected",
            SocketError.OperationAborted => "abandoned",
            var error => SocketErrorWord.Of(error),
        }))];

    private static string Word(LookUpStatus status) => status switch
    {
        LookUpStatus.TimedOut => "timed out",
        LookUpStatus.NameUnknown => "no address",
        _ => "failed",
    };

    private static LookedUpAddress Describe(IPAddress address, TimeSpan? timeToLive, Judged[] judged)
    {
        foreach (Judged candidate in judged)
        {
            if (candidate.Address.Equals(address))
            {
                return new(address, timeToLive, candidate.Verdict.IsAllowed, candidate.Verdict.Reason);
            }
        }

        return new(address, timeToLive, null, null);
    }

    private readonly record struct Judged(IPAddress Address, AddressVerdict Verdict);

    private struct Attempt
    {
        public IPEndPoint EndPoint;
        public long Start;
        public long End;
        public SocketError Result;
    }
}

using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>What is told of a <see cref="TraceState"/>, without making objects of it. Of a copy: the dialler may go on with the request meanwhile, on its loop.</summary>
internal readonly struct TraceReading(RequestTimeline timeline)
{
    private readonly TraceState _state = timeline.Trace;

    /// <inheritdoc cref="RequestTimeline.LookUp"/>
    public NameLookUpFacts? LookUp
    {
        get
        {
            if (Asked is not { } asked)
            {
                return null;
            }

            List<LookedUpAddress> answers = [];
            for (int i = 0; i < AnswerCount; i++)
            {
                // None in what was copied while it was being written.
                TracedAnswer answer = AnswerAt(i);
                if (answer.Address.ToIPAddress() is { } address)
                {
                    answers.Add(new(address, answer.TimeToLive, answer.IsKept, answer.Reason));
                }
            }

            return new(asked.Source, asked.Start, asked.End, asked.ResponseCode, answers);
        }
    }

    /// <inheritdoc cref="RequestTimeline.Attempts"/>
    public IReadOnlyList<ConnectionAttempt> Attempts
    {
        get
        {
            List<ConnectionAttempt> attempts = [];
            for (int i = 0; i < AttemptCount; i++)
            {
                TracedAttempt attempt = AttemptAt(i);
                if (attempt.EndPoint.ToIPEndPoint() is { } endPoint)
                {
                    attempts.Add(new(endPoint, attempt.Start, attempt.End, attempt.Result));
                }
            }

            return attempts;
        }
    }

    /// <summary>How the look-up went, without its answers; null if there was none.</summary>
    public TracedLookUp? Asked
    {
        get
        {
            if (_state.Found is not { } found)
            {
                return _state.LookUpStart != 0 ? new("dns", timeline.Since(_state.LookUpStart), null, null)
                    : IsLiteral ? new("literal", TimeSpan.Zero, TimeSpan.Zero, null)
                    : null;
            }

            return new(
                _state.WasCached ? "cache" : found.Source,
                timeline.Since(_state.LookUpStart),
                _state.LookUpEnd == 0 ? null : timeline.Since(_state.LookUpEnd),
                found.Status == LookUpStatus.Found ? null : found.ResponseCode ?? Word(found.Status));
        }
    }

    /// <summary>How many addresses the look-up gave.</summary>
    public int AnswerCount => _state.Found is { } found ? found.V6.Addresses.Count + found.V4.Addresses.Count : IsLiteral ? 1 : 0;

    /// <summary>One of its addresses, those of IPv6 first.</summary>
    public TracedAnswer AnswerAt(int index)
    {
        if (_state.Found is not { } found)
        {
            return Describe(_state.Judged[0].Address, null);
        }

        int ofV6 = found.V6.Addresses.Count;
        return index < ofV6
            ? Describe(PeerAddress.From(found.V6.Addresses[index], 0), found.V6.TimeToLive)
            : Describe(PeerAddress.From(found.V4.Addresses[index - ofV6], 0), found.V4.TimeToLive);
    }

    /// <summary>How many addresses were dialled.</summary>
    public int AttemptCount => _state.Attempts.Count;

    /// <summary>One of those.</summary>
    public TracedAttempt AttemptAt(int index)
    {
        TraceState.Attempt attempt = _state.Attempts[index];
        bool hasEnded = attempt.End != 0;
        return new(attempt.EndPoint, timeline.Since(attempt.Start), hasEnded ? timeline.Since(attempt.End) : null, hasEnded ? Word(attempt.Result) : null);
    }

    // An address was asked for, and judged.
    private bool IsLiteral => _state.LookUpStart == 0 && _state.Judged.Count == 1;

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

    private TracedAnswer Describe(PeerAddress address, TimeSpan? timeToLive)
    {
        for (int i = 0; i < _state.Judged.Count; i++)
        {
            TraceState.Verdict candidate = _state.Judged[i];
            if (candidate.Address.IsSameHost(address))
            {
                return new(address, timeToLive, candidate.Given.IsAllowed, candidate.Given.Reason);
            }
        }

        return new(address, timeToLive, null, null);
    }
}

/// <summary><see cref="NameLookUpFacts"/> without its answers, and without an object.</summary>
internal readonly record struct TracedLookUp(string Source, TimeSpan Start, TimeSpan? End, string? ResponseCode);

/// <summary><see cref="LookedUpAddress"/> without an object.</summary>
internal readonly record struct TracedAnswer(PeerAddress Address, TimeSpan? TimeToLive, bool? IsKept, string? Reason);

/// <summary><see cref="ConnectionAttempt"/> without an object.</summary>
internal readonly record struct TracedAttempt(PeerAddress EndPoint, TimeSpan Start, TimeSpan? End, string? Result);

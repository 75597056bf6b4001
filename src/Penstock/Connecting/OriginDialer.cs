using System.Net;
using System.Net.Sockets;
using Penstock.Http;
using Penstock.Linux;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Connecting;

/// <summary>Finds the way to the destination of one request: look up, judge, dial. One literal or one cached address is dialled as it is; several race.</summary>
internal sealed class OriginDialer(IoLoop loop, ProxyRequest request)
{
    private Connection? _single;
    private HappyEyeballs? _race;
    private bool _cancelled;

    private ConnectTrace Trace => request.Timeline.Connecting;

    private TimeoutConfig Timeouts => request.Snapshot.Config.Timeouts;

    /// <summary>Gives up: the client is gone.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _single?.Interrupt(InterruptReason.OtherSide);
        _race?.Cancel();
    }

    /// <summary>Ends on the loop, whatever it had to wait for.</summary>
    public LoopTask<DialResult> DialAsync()
    {
        if (request.Destination.Address is { } literal)
        {
            return DialSingleAsync(literal);
        }

        if (!request.Snapshot.Resolver.TryGetCached(request.Destination.Host, out LookUpResult? cached))
        {
            return LookUpAndRaceAsync();
        }

        Trace.FoundInCache(cached);
        return cached switch
        {
            { Status: not LookUpStatus.Found } => new LoopTask<DialResult>(Failed(cached)),
            { V6.Addresses: [var only], V4.Addresses: [] } => DialSingleAsync(only),
            { V6.Addresses: [], V4.Addresses: [var only] } => DialSingleAsync(only),
            _ => RaceAsync(cached),
        };
    }

    private async LoopTask<DialResult> DialSingleAsync(IPAddress asked)
    {
        // An IPv4 address written as IPv6 is dialled as what it is: not every socket of IPv6 reaches it.
        IPAddress address = AddressClassifier.Normalise(asked);
        AddressVerdict verdict = await request.Check.JudgeAsync(address);
        Trace.Judge(address, verdict);
        if (!verdict.IsAllowed)
        {
            var refusals = new Refusals();
            refusals.Add(address, verdict);
            return DialResult.Failed(refusals.Outcome, refusals.ToString(), refusals.Decision);
        }

        if (_cancelled)
        {
            return DialResult.Failed(ProxyOutcome.ClientGone, null, verdict.Decision);
        }

        var endPoint = new IPEndPoint(address, request.Destination.Port);
        int number = Trace.AttemptStarted(endPoint);
        _single = loop.Connect(endPoint);
        _single.InterruptAfter((long)Timeouts.Connect.TotalMilliseconds, InterruptReason.TimedOut);
        await _single.Connected;
        _single.CancelInterrupt();
        Trace.AttemptEnded(number, _cancelled ? SocketError.OperationAborted : _single.ConnectResult);
        if (_single.ConnectResult == SocketError.IsConnected && !_single.IsInterrupted)
        {
            return DialResult.Connected(_single, verdict.Decision);
        }

        _single.Close();
        var attempt = new ConnectAttempt(endPoint, _single.ConnectResult, Trace.Took(number));
        return _cancelled
            ? DialResult.Failed(ProxyOutcome.ClientGone, null, verdict.Decision)
            : DialResult.Failed(ConnectAttempt.OutcomeOf(attempt.Error), $"tried {attempt}", verdict.Decision);
    }

    private LoopTask<DialResult> RaceAsync(LookUpResult known)
    {
        _race = new HappyEyeballs(loop, Timeouts, request.Check, Trace);
        _race.Add(known.V6.Addresses);
        _race.Add(known.V4.Addresses);
        return _race.RunAsync();
    }

    // The race begins when the first family has answered; what the look-up as a whole says counts only if no address came of it.
    private async LoopTask<DialResult> LookUpAndRaceAsync()
    {
        if (OperatingSystem.IsLinux() && DescriptorReserve.IsReached())
        {
            // A question takes two descriptors, and there would be none for the connection.
            return DialResult.Failed(ProxyOutcome.ResourcesExhausted, null);
        }

        _race = new HappyEyeballs(loop, Timeouts, request.Check, Trace);
        Trace.LookUpStarted();
        NameLookUp lookUp = request.Snapshot.Resolver.Start(request.Destination.Host);
        _ = NoteAsync(lookUp);
        _ = _race.ExpectAsync(AddressFamily.InterNetworkV6, lookUp);
        _ = _race.ExpectAsync(AddressFamily.InterNetwork, lookUp);
        DialResult result = await _race.RunAsync();
        if (result.Outcome != ProxyOutcome.NameUnknown)
        {
            return result;
        }

        // Who else awaits it may be later than this, and find the request at its end.
        LookUpResult found = await lookUp.Both;
        Trace.LookUpEnded(found);
        return Failed(found);
    }

    private async Task NoteAsync(NameLookUp lookUp) => Trace.LookUpEnded(await lookUp.Both);

    private static DialResult Failed(LookUpResult lookUp) => DialResult.Failed(
        lookUp.Status switch
        {
            LookUpStatus.TimedOut => ProxyOutcome.NameLookUpTimedOut,
            LookUpStatus.Failed => ProxyOutcome.NameLookUpFailed,
            _ => ProxyOutcome.NameUnknown,
        },
        lookUp.ResponseCode);
}

using System.Net;
using System.Net.Sockets;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Connecting;

/// <summary>
/// Finds a way to a name with several addresses (Happy Eyeballs Version 2, RFC 8305): the families take turns, IPv6 first; an attempt begins when the one before it has
/// failed or has run for the attempt delay; the first that connects wins, and the others are closed. Addresses may still come in while it runs.
/// </summary>
/// <remarks>On one loop, as everything of a connection. Each address is judged just before it is dialled.</remarks>
internal sealed class HappyEyeballs(IoLoop loop, TimeoutConfig timeouts, DestinationCheck check, ConnectTrace trace)
{
    private readonly LoopSignal _signal = new(loop);
    private readonly Queue<IPAddress> _ipv6 = new();
    private readonly Queue<IPAddress> _ipv4 = new();
    private readonly List<(Connection Connection, int Number)> _running = [];
    private readonly List<ConnectAttempt> _failed = [];
    private readonly Refusals _refusals = new();
    private int _expected;
    private bool _ipv6Expected;
    private bool _lastWasIPv6;
    private bool _started;
    private long _nextStart = long.MinValue;
    private long _deadline = long.MaxValue;
    private bool _cancelled;
    private Connection? _winner;
    private Decision? _decision;

    /// <summary>Addresses, all of one family, to try in their order. They may be added before the race and during it.</summary>
    public void Add(IEnumerable<IPAddress> addresses)
    {
        foreach (IPAddress address in addresses)
        {
            IPAddress dialled = AddressClassifier.Normalise(address);
            (dialled.AddressFamily == AddressFamily.InterNetworkV6 ? _ipv6 : _ipv4).Enqueue(dialled);
        }
    }

    /// <summary>Addresses of one family that are still being looked up. IPv4 addresses that come first wait a little for IPv6 ones (RFC 8305, section 3).</summary>
    public async Task ExpectAsync(AddressFamily family, NameLookUp lookUp)
    {
        bool isIPv6 = family == AddressFamily.InterNetworkV6;
        _expected++;
        _ipv6Expected |= isIPv6;
        FamilyAnswer answer = await (isIPv6 ? lookUp.V6 : lookUp.V4);
        trace.Answered(isIPv6, answer, lookUp.Source);
        IReadOnlyList<IPAddress> addresses = answer.Addresses;
        _expected--;
        Add(addresses);
        if (isIPv6)
        {
            _ipv6Expected = false;
            _nextStart = _started ? _nextStart : long.MinValue;
        }
        else if (_ipv6Expected && !_started && addresses.Count > 0)
        {
            _nextStart = loop.Now + (long)timeouts.ResolutionDelay.TotalMilliseconds;
        }

        _signal.Set();
    }

    /// <summary>Gives up: the client is gone.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _signal.Set();
    }

    /// <summary>Races. The outcome is <see cref="ProxyOutcome.None"/> if somebody won; the caller speaks for look-ups that gave nothing at all.</summary>
    public async LoopTask<DialResult> RunAsync()
    {
        while (_winner is null && !_cancelled && loop.Now < _deadline)
        {
            if (_ipv6.Count + _ipv4.Count > 0 && loop.Now >= _nextStart)
            {
                await StartNextAsync();
                continue;
            }

            if (_ipv6.Count + _ipv4.Count + _running.Count + _expected == 0)
            {
                break;
            }

            long wake = _ipv6.Count + _ipv4.Count > 0 ? Math.Min(_nextStart, _deadline) : _deadline;
            if (wake != long.MaxValue)
            {
                _signal.SetAfter(wake - loop.Now);
            }

            await _signal.WaitAsync();
        }

        _signal.CancelTimer();
        trace.End(_winner is not null || _cancelled ? SocketError.OperationAborted : SocketError.InProgress);
        foreach ((Connection loser, _) in _running)
        {
            loser.Close();
        }

        if (_cancelled)
        {
            _winner?.Close();
            return DialResult.Failed(ProxyOutcome.ClientGone, null, _decision);
        }

        return _winner is not null ? DialResult.Connected(_winner, _decision) : Failure();
    }

    private async LoopTask StartNextAsync()
    {
        bool isIPv6 = _ipv6.Count > 0 && (_ipv4.Count == 0 || !_lastWasIPv6);
        IPAddress address = (isIPv6 ? _ipv6 : _ipv4).Dequeue();
        AddressVerdict verdict = await check.JudgeAsync(address);
        trace.Judge(address, verdict);
        if (!verdict.IsAllowed)
        {
            _refusals.Add(address, verdict);
            return;
        }

        // Until one has connected, what is said is said of the first that was dialled.
        _decision ??= verdict.Decision;
        _lastWasIPv6 = isIPv6;
        if (!_started)
        {
            _started = true;
            _deadline = loop.Now + (long)timeouts.Connect.TotalMilliseconds;
        }

        _nextStart = loop.Now + (long)timeouts.AttemptDelay.TotalMilliseconds;
        AttemptAsync(new IPEndPoint(address, check.Port), verdict.Decision).Forget();
    }

    private async LoopTask AttemptAsync(IPEndPoint endPoint, Decision? decision)
    {
        int number = trace.AttemptStarted(endPoint);
        Connection connection = loop.Connect(endPoint);
        _running.Add((connection, number));
        await connection.Connected;
        if (connection.IsClosed)
        {
            return;
        }

        trace.AttemptEnded(number, connection.ConnectResult);
        _running.Remove((connection, number));
        if (connection.ConnectResult == SocketError.IsConnected && _winner is null)
        {
            _winner = connection;
            _decision = decision;
        }
        else
        {
            connection.Close();
            _failed.Add(new ConnectAttempt(endPoint, connection.ConnectResult, trace.Took(number)));
            _nextStart = long.MinValue;
        }

        _signal.Set();
    }

    private DialResult Failure()
    {
        // Those that were still running had no answer in time.
        ConnectAttempt[] attempts =
            [.. _failed, .. _running.Select(running => new ConnectAttempt(running.Connection.Peer.ToIPEndPoint()!, SocketError.InProgress, trace.Took(running.Number)))];
        return attempts.Length > 0 ? DialResult.Failed(ConnectAttempt.OutcomeOf(attempts), "tried " + string.Join(", ", attempts), _decision)
            : DialResult.Failed(_refusals.Any ? _refusals.Outcome : ProxyOutcome.NameUnknown, _refusals.ToString(), _refusals.Decision);
    }
}

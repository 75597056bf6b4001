using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Identity;
using Penstock.Observability;
using Penstock.Observability.Recent;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock;

/// <summary>A forward proxy. It listens from <see cref="StartAsync"/> to <see cref="StopAsync"/>, and can be started once.</summary>
/// <example><code>
/// await using var proxy = new ProxyServer(new ProxyConfig { Listeners = [new("127.0.0.1:0")] });
/// await proxy.StartAsync();
/// Console.WriteLine(proxy.Endpoints[0]);
/// </code></example>
public sealed class ProxyServer : IAsyncDisposable
{
    private readonly ProxyTransport _transport;
    private readonly ProxyServices _services;
    private readonly LocalAddresses _localAddresses;
    private readonly LogFiles _logFiles;
    private readonly LoopLag _loopLag;
    private readonly ILogger _logger;
    private readonly ListenerTable _listeners;
    private readonly SemaphoreSlim _reloading = new(1);
    private readonly List<WeakReference<NameResolver>> _resolvers = [];
    private readonly string _pseudonym = ForwardingRules.MakePseudonym();
    private ConnectionTable[] _tables = [];
    private readonly Seldom _pauseWarning;
    private readonly Lock _stopGate = new();
    private Task? _stopped;
    private volatile bool _drainOver;
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _loopsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drain = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a proxy; nothing is opened yet but its access log.</summary>
    /// <param name="config">What it shall do.</param>
    /// <param name="loggerFactory">Where it says what went wrong; by default nowhere.</param>
    /// <param name="time">The clock of its logs and of its name cache; by default the system's.</param>
    /// <exception cref="ProxyConfigException">The configuration cannot be used; the exception has all the reasons.</exception>
    /// <exception cref="IOException">The access log cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The access log may not be written.</exception>
    public ProxyServer(ProxyConfig config, ILoggerFactory? loggerFactory = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ProxyConfigException.ThrowIfAny(ConfigValidator.Validate(config));
        time ??= TimeProvider.System;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Penstock");
        _transport = TransportChoice.Create(config.Transport);
        _localAddresses = new LocalAddresses(time);
        _pauseWarning = new Seldom(time);
        _listeners = new ListenerTable(_transport);
        _logFiles = new LogFiles(_logger);
        _loopLag = new LoopLag(() => Loops, time);
        _services = new ProxyServices
        {
            Time = time,
            Logger = _logger,
            TlsWarning = new Seldom(time),
            Destinations = new DestinationJudge(_localAddresses),
            ClientNames = new ClientNames(time),
            FailureDelays = new FailureDelays(time),
            Verifications = new VerificationQueue(time),
            ClientConnections = new ClientConnections(),
            Recent = new RecentRequests(config.RecentRequests, LoopsOf(config)),
            Metrics = new ProxyMetrics(this),
        };
        _services.Current = MakeSnapshot(config, OpenLogs(config));
        _services.Metrics.Observe(this);
    }

    /// <summary>Where it listens, in the order of <see cref="ProxyConfig.Listeners"/>, with the ports that the system chose.</summary>
    public IReadOnlyList<EndPoint> Endpoints => [.. _listeners.Open.Select(listener => listener.Socket.LocalEndPoint)];

    /// <summary>The configuration in force.</summary>
    public ProxyConfig Config => _services.Current.Config;

    /// <summary>What carries the connections: <c>epoll</c> or <c>sockets</c>.</summary>
    public string Transport => _transport.Name;

    /// <summary>Its counters, summed now.</summary>
    public ProxyStatistics Statistics => ProxyStatistics.Sum(_tables.Select(table => table.Loop.Counters), _logFiles.Lost);

    /// <summary>The rules in force with their hits, in their order; the last is the default, for requests that no rule matches.</summary>
    public IReadOnlyList<RuleStatistics> Rules => [.. _services.Current.Policy.Decisions.Select(decision => decision.ToStatistics())];

    /// <summary>How late each loop ran what was posted to it, the longest of the last minute; the first to ask is told nothing yet.</summary>
    internal IReadOnlyList<TimeSpan> LoopLags => _loopLag.Read();

    /// <summary>The client connections that each loop has now.</summary>
    internal IReadOnlyList<long> LoopConnections => [.. _tables.Select(table => Volatile.Read(ref table.Loop.Counters.ConnectionsOpen))];

    /// <summary>How many names the cache of look-ups has.</summary>
    internal int CachedNames => _services.Current.Resolver.CachedNames;

    /// <summary>The last requests that ended, newest first: at most <see cref="ProxyConfig.RecentRequests"/>.</summary>
    /// <param name="most">How many of them are wanted.</param>
    public IReadOnlyList<RequestTimeline> RecentRequests(int most = int.MaxValue) => _services.Recent.Newest(most);

    /// <summary>How many requests have ended and been kept since the start, whether they still are or not: where <see cref="EndedSince"/> can go on from.</summary>
    internal long EndedTotal => _services.Recent.Total;

    /// <summary>How many requests <see cref="RecentRequests"/> has.</summary>
    internal int EndedKept => _services.Recent.Kept;

    /// <summary>At most <paramref name="most"/> of those that ended after the first <paramref name="after"/>, newest first.</summary>
    internal IReadOnlyList<RequestTimeline> EndedSince(long after, int most) => _services.Recent.Newest(most, after);

    /// <summary>Raised when a request has ended, on the thread of its loop: a handler must not block. What it throws is logged as an error (event 25), and has no other effect.</summary>
    public event Action<RequestTimeline>? RequestEnded
    {
        add => _services.RequestEnded += value;
        remove => _services.RequestEnded -= value;
    }

    /// <summary>Opens the listeners and begins to accept. If one of them cannot be opened, none is.</summary>
    /// <exception cref="ProxyStartException">An address cannot be listened on; the message names it and says what to change.</exception>
    public async Task StartAsync()
    {
        if (_tables.Length > 0)
        {
            throw new InvalidOperationException("A ProxyServer can be started once.");
        }

        await _localAddresses.RefreshAsync();
        int count = LoopsOf(Config);
        try
        {
            for (int i = 0; i < count; i++)
            {
                _tables = [.. _tables, new ConnectionTable(StartLoop(i, count), _services)];
                _services.Origins.Add(_tables[i].Origins);
            }

            _listeners.Prepare(Config.Listeners, Loops).Commit();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        ProtectOwnEndpoints();
        await WatchTunnelsAsync();
        _listeners.AcceptNew(Serve, TellOfPause);
        ProxyLog.Started(_logger, Transport, count);
    }

    /// <summary>
    /// Puts another configuration in force: for requests that come from now on; those under way end as they began. Listeners that are in both go on without a gap, open tunnels stay, unless
    /// <see cref="PolicyConfig.OnReload"/> says otherwise. If anything is wrong with it, nothing changes. <see cref="ProxyConfig.Loops"/> and <see cref="ProxyConfig.Transport"/> stay what they were.
    /// </summary>
    /// <param name="config">What it shall do.</param>
    /// <exception cref="ProxyConfigException">The configuration cannot be used; the exception has all the reasons.</exception>
    /// <exception cref="ProxyStartException">A new address cannot be listened on.</exception>
    /// <exception cref="IOException">A new log or the file of users cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">A new log or the file of users may not be.</exception>
    public async Task ReloadAsync(ProxyConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ProxyConfigException.ThrowIfAny(ConfigValidator.Validate(config));
        await _reloading.WaitAsync();
        try
        {
            ObjectDisposedException.ThrowIf(_services.IsStopping, this);

            // (1) whatever can fail, before anything is changed
            ListenerChange listeners = _listeners.Prepare(config.Listeners, Loops);
            AccessLogs before = _services.Current.AccessLogs;
            AccessLogs? logs = null;
            try
            {
                logs = OpenLogs(config);
                // (2) one reference
                _services.Current = MakeSnapshot(config, logs);
            }
            catch
            {
                logs?.Dispose();
                await listeners.UndoAsync();
                throw;
            }

            // (3) the listeners: new ones begin, and those that are gone end
            listeners.Commit();
            ProtectOwnEndpoints();
            _listeners.AcceptNew(Serve, TellOfPause);
            await listeners.CloseRemovedAsync();

            // (4) the tunnels; and once every loop has been here, nobody writes to a log that is no longer in force
            await JudgeTunnelsAgainAsync();
            await WatchTunnelsAsync();
            before.Dispose();
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>The requests and tunnels that are open, with what has passed so far, in no order.</summary>
    /// <returns>Their timelines, which go on: a later look sees later values.</returns>
    public async Task<IReadOnlyList<RequestTimeline>> GetOpenRequestsAsync()
    {
        var open = new List<RequestTimeline>?[_tables.Length];
        Task asked = Task.WhenAll(_tables.Select((table, index) => table.Loop.RunAsync(() =>
        {
            // Or it would be neither open nor ended for whoever asks for those next.
            table.Ended.Account();
            List<RequestTimeline> here = open[index] = [];
            table.ForEach(connection =>
            {
                if (connection.NoteProgress() is { } timeline)
                {
                    here.Add(timeline);
                }
            });
        })));

        // A loop that has ended does not answer, and has none that is open.
        await await Task.WhenAny(asked, _loopsEnded.Task);
        return [.. open.SelectMany(here => here ?? [])];
    }

    /// <summary>Closes requests and tunnels that are open: both sides are reset, and the outcome is <see cref="ProxyOutcome.ClosedByOperator"/>.</summary>
    /// <param name="which">Which of them; asked on the loops, so it must not block.</param>
    /// <returns>How many were closed.</returns>
    public async Task<int> CloseRequestsAsync(Predicate<RequestTimeline> which)
    {
        ArgumentNullException.ThrowIfNull(which);
        int closed = 0;
        await OnEachLoop(connection =>
        {
            if (connection.NoteProgress() is { } timeline && which(timeline))
            {
                Interlocked.Increment(ref closed);
                connection.CloseByOperator();
            }
        });
        return closed;
    }

    /// <summary>Stops accepting, lets requests and tunnels finish for <see cref="TimeoutConfig.Drain"/>, then closes those that are left.</summary>
    /// <returns>Ends when everything is closed and written.</returns>
    public Task StopAsync()
    {
        lock (_stopGate)
        {
            return _stopped ??= StopOnceAsync();
        }
    }

    /// <summary>Ends the draining of <see cref="StopAsync"/> now.</summary>
    public void StopDraining()
    {
        _drainOver = true;
        _drain.TrySetResult();
    }

    /// <summary>Opens the access log's path anew: for log rotation, after the file was moved away.</summary>
    public void ReopenLogs() => _logFiles.Reopen();

    /// <summary>Stops without draining, if it was not stopped before, and takes its metrics away: whoever exports them can do so for the last time between <see cref="StopAsync"/> and this.</summary>
    public async ValueTask DisposeAsync()
    {
        StopDraining();
        await StopAsync();
        _services.Metrics.Dispose();
    }

    private void ProtectOwnEndpoints() => _services.Destinations.SetListeners([.. Endpoints.OfType<IPEndPoint>(), .. Config.OwnEndpoints]);

    private IoLoop StartLoop(int index, int count)
    {
        try
        {
            IoLoop loop = _transport.CreateLoop(index, count);
            loop.Faulted = e => ProxyLog.LoopFault(_logger, index, e);
            loop.Start();
            return loop;
        }
        catch (SocketException e)
        {
            throw ProxyStartException.CannotMakeLoop(count, e);
        }
    }

    private static int LoopsOf(ProxyConfig config) => config.Loops > 0 ? config.Loops : Math.Min(Environment.ProcessorCount, IoLoop.Most);

    private IoLoop[] Loops => [.. _tables.Select(table => table.Loop)];

    private AccessLogs OpenLogs(ProxyConfig config) => new(config, _logFiles, _services.Time.LocalTimeZone);

    private ProxySnapshot MakeSnapshot(ProxyConfig config, AccessLogs logs)
    {
        ProxySnapshot? before = _resolvers.Count == 0 ? null : _services.Current;
        NameResolver resolver = before is not null && before.Config.Resolver == config.Resolver ? before.Resolver : new NameResolver(config.Resolver, _services.Time) { Asked = _services.Metrics.LookedUp };
        var snapshot = new ProxySnapshot(config, before)
        {
            Forwarding = new ForwardingRules(config, _pseudonym),
            Resolver = resolver,
            Users = config.Users is null ? null : before?.Users is { } users && users.Config == config.Users ? users : new Authenticator(config.Users, _services.Time, _logger),
            AccessLogs = logs,
        };
        if (resolver != before?.Resolver)
        {
            // An older one may still be asked by requests that began with it; the last of them forgets it.
            _resolvers.RemoveAll(older => !older.TryGetTarget(out _));
            _resolvers.Add(new(resolver));
        }

        return snapshot;
    }

    private async Task JudgeTunnelsAgainAsync()
    {
        var review = new TunnelReview(_services.Current, _logger);
        await OnEachLoop(connection => connection.JudgeAgainAsync(review).Forget());
        review.Ended();

        // Names of clients may have to be looked up; one that stops does not wait for them.
        if (await Task.WhenAny(review.Over, _stopRequested.Task) == review.Over)
        {
            review.Tell(_listeners.Open.Count);
        }
    }

    private void Serve(OpenListener listener, Connection client)
    {
        ConnectionTable table = _tables[client.Loop.Index];
        new ProxyConnection(client, listener, _services, table).RunAsync().Forget();
    }

    // It is tried again ten times a second, and lasts as long as it lasts: one line in a while is enough.
    private void TellOfPause(SocketError error)
    {
        if (_pauseWarning.MaySay())
        {
            ProxyLog.AcceptPaused(_logger, error);
        }
    }

    private async Task StopOnceAsync()
    {
        _services.IsStopping = true;
        _stopRequested.TrySetResult();
        await _reloading.WaitAsync();
        _reloading.Release();
        await _listeners.CloseAllAsync();
        if (_tables.Length > 0)
        {
            await OnEachLoop(connection => connection.StopIfWaiting());
            Task allEnded = Task.WhenAll(await Task.WhenAll(_tables.Select(WhenEmptyAsync)));
            if (!_drainOver)
            {
                await Task.WhenAny(allEnded, _drain.Task, Task.Delay(Config.Timeouts.Drain, _services.Time));
            }

            await OnEachLoop(connection => connection.StopNow());
            await allEnded;
            await Task.WhenAll(_tables.Select(table => table.Loop.RunAsync(table.Origins.Clear)));
            await Task.WhenAll(_tables.Select(table => table.Loop.StopAsync()));
        }

        _loopsEnded.SetResult();
        _loopLag.Dispose();
        foreach (WeakReference<NameResolver> weak in _resolvers)
        {
            if (weak.TryGetTarget(out NameResolver? resolver))
            {
                resolver.Dispose();
            }
        }

        _services.Current.AccessLogs.Dispose();
    }

    private Task WatchTunnelsAsync() => Task.WhenAll(_tables.Select(table => table.Loop.RunAsync(table.WatchTunnels)));

    private Task OnEachLoop(Action<ProxyConnection> action) =>
        Task.WhenAll(_tables.Select(table => table.Loop.RunAsync(() => table.ForEach(action))));

    private static async Task<Task> WhenEmptyAsync(ConnectionTable table)
    {
        Task whenEmpty = Task.CompletedTask;
        await table.Loop.RunAsync(() => whenEmpty = table.WhenEmpty());
        return whenEmpty;
    }
}

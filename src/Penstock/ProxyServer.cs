using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Connecting;
using Penstock.Forwarding;
using Penstock.Identity;
using Penstock.Observability;
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
    private readonly ProxyConfig _config;
    private readonly ProxyTransport _transport;
    private readonly ProxyServices _services;
    private readonly LocalAddresses _localAddresses;
    private readonly LogFile[] _accessLogs;
    private readonly ProxyMetrics _metrics;
    private readonly ILogger _logger;
    private readonly List<ListenerSocket> _listeners = [];
    private ConnectionTable[] _tables = [];
    private readonly Seldom _pauseWarning;
    private readonly Lock _stopGate = new();
    private Task? _stopped;
    private volatile bool _drainOver;
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
        _config = config;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Penstock");
        _transport = TransportChoice.Create(config.Transport);
        _localAddresses = new LocalAddresses(time);
        _pauseWarning = new Seldom(time);
        _accessLogs = [.. config.AccessLogs.Select(log => new LogFile(log.Path) { LostLines = count => ProxyLog.AccessLogLost(_logger, count) })];

        _services = new ProxyServices
        {
            Config = config,
            Time = time,
            Logger = _logger,
            Clients = new ClientAccess(config.Clients),
            TlsWarning = new Seldom(time),
            Resolver = new NameResolver(config.Resolver, time),
            Destinations = new DestinationJudge(_localAddresses),
            Forwarding = new ForwardingRules(config),
            ClientConnections = new ClientConnections(config.Limits.MaxConnectionsPerClient),
            AccessLogs = [.. _accessLogs.Select(file => new AccessLog(file, time.LocalTimeZone))],
        };
        _metrics = new ProxyMetrics(() => Statistics);
    }

    /// <summary>Where it listens, in the order of <see cref="ProxyConfig.Listeners"/>, with the ports that the system chose.</summary>
    public IReadOnlyList<EndPoint> Endpoints => [.. _listeners.Select(listener => listener.LocalEndPoint)];

    /// <summary>What carries the connections: <c>epoll</c> or <c>sockets</c>.</summary>
    public string Transport => _transport.Name;

    /// <summary>Its counters, summed now.</summary>
    public ProxyStatistics Statistics => ProxyStatistics.Sum(_tables.Select(table => table.Loop.Counters), _accessLogs.Sum(log => log.Lost));

    /// <summary>Raised when a request has ended, on the thread of its loop: a handler must not block, and what it throws ends that one connection.</summary>
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
        int count = _config.Loops > 0 ? _config.Loops : Environment.ProcessorCount;
        try
        {
            for (int i = 0; i < count; i++)
            {
                _tables = [.. _tables, new ConnectionTable(StartLoop(i, count), _config)];
            }

            IoLoop[] loops = [.. _tables.Select(table => table.Loop)];
            foreach (ListenerConfig listener in _config.Listeners)
            {
                _listeners.Add(Open(listener, loops));
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        _services.Destinations.SetListeners([.. Endpoints.OfType<IPEndPoint>()]);
        foreach (ListenerSocket listener in _listeners)
        {
            listener.Accept(Serve, TellOfPause);
        }

        ProxyLog.Started(_logger, Transport, count);
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
    public void ReopenLogs() => Array.ForEach(_accessLogs, log => log.Reopen());

    /// <summary>Stops without draining, if it was not stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        StopDraining();
        await StopAsync();
    }

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

    private ListenerSocket Open(ListenerConfig listener, IoLoop[] loops)
    {
        try
        {
            return _transport.Listen(listener.EndPoint, loops);
        }
        catch (SocketException e)
        {
            throw ProxyStartException.CannotListen(listener, e);
        }
    }

    private void Serve(Connection client)
    {
        ConnectionTable table = _tables[client.Loop.Index];
        _ = new ProxyConnection(client, _services, table).RunAsync();
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
        await Task.WhenAll(_listeners.Select(listener => listener.CloseAsync()));
        if (_tables.Length > 0)
        {
            await OnEachLoop(connection => connection.StopIfWaiting());
            Task allEnded = Task.WhenAll(await Task.WhenAll(_tables.Select(WhenEmptyAsync)));
            if (!_drainOver)
            {
                await Task.WhenAny(allEnded, _drain.Task, Task.Delay(_config.Timeouts.Drain, _services.Time));
            }

            await OnEachLoop(connection => connection.StopNow());
            await allEnded;
            await Task.WhenAll(_tables.Select(table => table.Loop.RunAsync(table.Origins.Clear)));
            await Task.WhenAll(_tables.Select(table => table.Loop.StopAsync()));
        }

        _metrics.Dispose();
        _services.Resolver.Dispose();
        Array.ForEach(_accessLogs, log => log.Dispose());
    }

    private Task OnEachLoop(Action<ProxyConnection> action) =>
        Task.WhenAll(_tables.Select(table => table.Loop.RunAsync(() => table.ForEach(action))));

    private static async Task<Task> WhenEmptyAsync(ConnectionTable table)
    {
        Task whenEmpty = Task.CompletedTask;
        await table.Loop.RunAsync(() => whenEmpty = table.WhenEmpty());
        return whenEmpty;
    }
}

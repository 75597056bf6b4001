using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Observability;
using Penstock.Tests.Fuzz;

namespace Penstock.Tests;

/// <summary>How the requests that end in one turn of a loop are accounted for.</summary>
public sealed class EndedRequestsTests : IAsyncDisposable
{
    private readonly string _log = Path.GetTempFileName();
    private readonly ProxyServer _server;
    private readonly ProxyServices _services;
    private readonly MemoryLoop _loop = new();
    private readonly EndedRequests _ended;
    private readonly List<string> _told = [];
    private readonly List<Exception> _faults = [];
    private readonly WrittenLog _errors = new(LogLevel.Error);

    public EndedRequestsTests()
    {
        var config = new ProxyConfig { AccessLogs = [new AccessLogConfig { Path = _log, Format = "%r" }] };
        _server = new ProxyServer(config with { AccessLogs = [] });
        ProxySnapshot snapshot = TestSnapshot.Of(config, new AccessLogs(config, new LogFiles(NullLogger.Instance), TimeZoneInfo.Utc));
        _services = TestServices.Of(snapshot, _server, _errors);
        _services.RequestEnded = request => _told.Add(request.Host!);
        _loop.Faulted = _faults.Add;
        _ended = new EndedRequests(_loop, _services);
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_log);
    }

    [Fact]
    public async Task ThoseOfATurn_AreTheLastOnes_Logged_AndToldOf_InTheirOrder_WhenItEnds()
    {
        await _loop.RunAsync(() =>
        {
            Add("a", "b");
            Assert.Empty(_told);
        });
        await _loop.RunAsync(() => Add("c"));
        await EndAsync();

        Assert.Equal(["a", "b", "c"], _told);
        Assert.Equal(["c", "b", "a"], _services.Recent.Newest(10).Select(request => request.Host));
        Assert.Equal(["a", "b", "c"], Logged());
    }

    [Fact]
    public async Task WhoeverLooksBeforeTheTurnEnds_FindsThem_AndNobodyIsToldTwice()
    {
        await _loop.RunAsync(() =>
        {
            Add("a", "b");
            _ended.Account();
            Assert.Equal(["b", "a"], _services.Recent.Newest(10).Select(request => request.Host));
            Add("c");
        });
        await EndAsync();

        Assert.Equal(["a", "b", "c"], _told);
        Assert.Equal(["a", "b", "c"], Logged());
    }

    [Fact]
    public async Task AFaultWhileOneIsToldOf_KeepsNoOtherFromItsAccount()
    {
        _services.RequestEnded = request => _told.Add(request.Host == "b" ? throw new InvalidOperationException("of the listener") : request.Host!);
        await _loop.RunAsync(() => Add("a", "b", "c"));
        await EndAsync();

        Assert.Equal(["a", "c"], _told);
        Assert.Equal(3, _services.Recent.Kept);
        Assert.Equal(["a", "b", "c"], Logged());
        Assert.Empty(_faults);
        Assert.Equal(["a handler of RequestEnded failed"], _errors.Lines);
    }

    [Fact]
    public async Task OneThatEndsWhileOthersAreToldOf_HasItsTurn()
    {
        _services.RequestEnded = request =>
        {
            _told.Add(request.Host!);
            if (request.Host == "a")
            {
                Add("of a");
            }
        };
        await _loop.RunAsync(() => Add("a", "b"));
        await _loop.RunAsync(() => { });
        await EndAsync();

        Assert.Equal(["a", "b", "of a"], _told);
        Assert.Equal(["a", "b", "of a"], Logged());
        Assert.Empty(_faults);
    }

    private void Add(params string[] hosts)
    {
        foreach (string host in hosts)
        {
            _ended.Add(new RequestTimeline(default, TimeProvider.System) { Host = host, RequestLine = Encoding.ASCII.GetBytes($"GET http://{host}/ HTTP/1.1") });
        }
    }

    private async Task EndAsync()
    {
        await _loop.StopAsync();
        _services.Current.AccessLogs.Dispose();
    }

    private string[] Logged() => [.. File.ReadAllLines(_log).Select(line => line.Split('/')[2])];
}

using System.Net;
using System.Text.RegularExpressions;

namespace Penstock.EndToEnd.Support;

/// <summary>The command, running on a port that the system chose, with an access log of its own.</summary>
internal sealed partial class PenstockProcess : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ChildProcess _process;

    private PenstockProcess(string transport, string[] arguments, IReadOnlyDictionary<string, string>? environment, string? accessLog)
    {
        AccessLogPath = accessLog ?? _folder["access.log"];
        _process = PenstockCommand.Start(
            ["run", "--listen", "127.0.0.1:0", "--access-log", AccessLogPath, .. arguments, .. HasAdmin(arguments) ? (string[])[] : ["--admin", "off"]],
            new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["PENSTOCK_TRANSPORT"] = transport });
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>As clients take it: <c>http://127.0.0.1:PORT</c>.</summary>
    public string Url => $"http://{EndPoint}";

    /// <summary>The admin endpoint, as its banner has it: <c>http://127.0.0.1:PORT</c>.</summary>
    public string AdminUrl => LookInside().Match(Output).Groups[1].Value;

    public int Id => _process.Id;

    public string AccessLogPath { get; }

    public string Output => _process.Output;

    public string Error => _process.Error;

    public bool HasExited => _process.HasExited;

    public static async Task<PenstockProcess> StartAsync(
        string transport, string[]? arguments = null, IReadOnlyDictionary<string, string>? environment = null, string? accessLog = null)
    {
        var penstock = new PenstockProcess(transport, arguments ?? [], environment, accessLog);
        try
        {
            await Eventually.TrueAsync(penstock.HasBanner, "penstock said where it listens");
            Assert.False(penstock.HasExited, $"It ended at once.\n{penstock._process.Describe()}");
            return penstock;
        }
        catch
        {
            await penstock.DisposeAsync();
            throw;
        }
    }

    public void Send(int signal) => _process.Send(signal);

    /// <summary>Waits for its end, which must be a good one.</summary>
    public async Task WaitForExitAsync(TimeSpan? limit = null)
    {
        Assert.True(await _process.WaitForExitAsync(limit ?? TimeSpan.FromSeconds(30)), "It did not end.");
        Assert.True(_process.ExitCode == 0, $"It did not end well.\n{_process.Describe()}");
    }

    /// <summary>Asks it to end; afterwards the access log is complete.</summary>
    public Task StopAsync()
    {
        Send(Signal.Terminate);
        return WaitForExitAsync();
    }

    /// <summary>Stops it, and makes sure that a client went through it to that destination: one that went past the proxy would have had the right content too.</summary>
    public async Task StopAfterTunnelToAsync(string destination, int port)
    {
        await StopAsync();
        string tunnel = $"\"CONNECT {destination}:{port} HTTP/1.";
        Assert.Contains(AccessLog(), line => line.Contains(tunnel, StringComparison.Ordinal) && line.Contains("\" 200 ", StringComparison.Ordinal));
    }

    /// <summary>Stops it, and makes sure that this request went through it and had that answer.</summary>
    public async Task StopAfterAsync(string method, string url, int status = 200)
    {
        await StopAsync();
        AssertLogged(method, url, status);
    }

    /// <summary>That the access log, which is complete once it has stopped, has a request in absolute-form with that answer.</summary>
    public void AssertLogged(string method, string url, int status = 200) => Assert.Contains(
        AccessLog(),
        line => line.Contains($"\"{method} {url} HTTP/1.", StringComparison.Ordinal) && line.Contains($"\" {status} ", StringComparison.Ordinal));

    public string[] AccessLog() => File.ReadAllLines(AccessLogPath);

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_process.Describe());
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    // The default is one port for all that run at once.
    private static bool HasAdmin(string[] arguments) => arguments.Contains("--admin");

    private bool HasBanner()
    {
        if (Listening().Match(Output) is { Success: true } match)
        {
            EndPoint = IPEndPoint.Parse(match.Groups[1].Value);
        }

        return EndPoint.Port != 0 || HasExited;
    }

    [GeneratedRegex(@"^ +listening +http://(\S+)\s", RegexOptions.Multiline)]
    private static partial Regex Listening();

    [GeneratedRegex(@"^ +look inside +(\S+)\s", RegexOptions.Multiline)]
    private static partial Regex LookInside();
}

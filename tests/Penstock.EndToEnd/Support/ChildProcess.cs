using System.Diagnostics;
using System.Text;

namespace Penstock.EndToEnd.Support;

/// <summary>A program that a test has started: its output is kept line by line, it can be signalled, and it never outlives its test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // What passes from the tests' environment to a program. All else stays out: proxies, certificate stores and settings of whoever runs the tests.
    private static readonly string[] Inherited = ["PATH", "USER", "LOGNAME", "TMPDIR", "DOTNET_ROOT"];

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _pumps;

    public ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        SetEnvironment(start, environment);
        CommandLine = string.Join(' ', [program, .. start.ArgumentList]);
        _process = Process.Start(start)!;
        Id = _process.Id;
        _pumps = Task.WhenAll(PumpAsync(_process.StandardOutput, _output), PumpAsync(_process.StandardError, _error), FeedAsync(input));
    }

    public int Id { get; }

    public string CommandLine { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>What it has written to standard error so far.</summary>
    public string Error => Read(_error);

    public static void SetEnvironment(ProcessStartInfo start, IReadOnlyDictionary<string, string>? environment)
    {
        start.Environment.Clear();
        foreach (string name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["HOME"] = "/nonexistent";
        start.Environment["LANG"] = "C.UTF-8";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
    }

    public void Send(int signal) => Signal.Send(Id, signal);

    /// <summary>Waits for its end and for the rest of its output; false if that takes longer than the limit.</summary>
    public async Task<bool> WaitForExitAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, TestContext.Current.CancellationToken);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            await _pumps.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Everything about it, for a failure.</summary>
    public string Describe() => $"""
        $ {CommandLine}
        {(HasExited ? $"exit code {ExitCode}" : $"running as {Id}")}
        --- standard output
        {Output}
        --- standard error
        {Error}
        """;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static async Task PumpAsync(StreamReader from, StringBuilder to)
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await from.ReadAsync(buffer)) > 0)
        {
            lock (to)
            {
                to.Append(buffer, 0, count);
            }
        }
    }

    private async Task FeedAsync(string? input)
    {
        try
        {
            await _process.StandardInput.WriteAsync(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all; its exit code tells.
        }
    }
}

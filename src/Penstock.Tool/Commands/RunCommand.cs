using System.CommandLine;
using Penstock.Tool.Hosting;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock run</c>: starts the proxy, says where it is, and serves until a signal.</summary>
internal sealed class RunCommand
{
    private readonly RunOptions _options = new();

    public RunCommand()
    {
        Command = new Command("run", "Run the proxy.");
        foreach (Option option in _options.All)
        {
            Command.Options.Add(option);
        }

        Command.SetAction(ExecuteAsync);
    }

    public Command Command { get; }

    public async Task<int> ExecuteAsync(ParseResult parsed)
    {
        List<string> problems = FindProblems(parsed, out ProxyConfig config);
        if (problems.Count > 0)
        {
            return ExitCode.Usage(problems);
        }

        try
        {
            using var reporter = new Reporter(parsed.GetValue(_options.ErrorLog), parsed.GetValue(_options.Debug));
            await using var proxy = new ProxyServer(config, reporter.LoggerFactory);
            if (parsed.GetValue(_options.Verbose))
            {
                proxy.RequestEnded += reporter.ShowRequest;
            }

            await proxy.StartAsync();
            await ServeAsync(proxy, config, reporter);
            return ExitCode.Success;
        }
        catch (ProxyStartException e)
        {
            return ExitCode.CouldNotStart(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.CouldNotStart($"cannot open a log: {e.Message}");
        }
    }

    /// <summary>What is wrong with the values of the options, whatever else is wrong with the command line.</summary>
    public IReadOnlyList<string> FindProblems(ParseResult parsed) => FindProblems(parsed, out _);

    private List<string> FindProblems(ParseResult parsed, out ProxyConfig config)
    {
        List<string> problems = [];
        config = _options.Read(parsed, problems);
        problems.AddRange(ConfigValidator.Validate(config));
        return problems;
    }

    private static async Task ServeAsync(ProxyServer proxy, ProxyConfig config, Reporter reporter)
    {
        using var signals = new Signals();
        signals.ReopenLogs += () =>
        {
            proxy.ReopenLogs();
            reporter.ReopenLog();
        };
        Banner.Print(config.AccessLogs.Any(log => log.Path == "-") ? Console.Error : Console.Out, proxy, config);
        SystemdNotify.Ready();

        await signals.FirstStop;
        SystemdNotify.Stopping();
        Task stopped = proxy.StopAsync();
        await Task.WhenAny(stopped, signals.SecondStop);
        proxy.StopDraining();
        await stopped;
        reporter.ShowTotals(proxy.Statistics);
    }
}

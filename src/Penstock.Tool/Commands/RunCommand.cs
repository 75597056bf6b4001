using System.CommandLine;
using System.Net;
using Penstock.Tool.Admin;
using Penstock.Tool.Hosting;
using Penstock.Tool.Reporting;
using Penstock.Tool.Telemetry;

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

    /// <summary>Whether the proxy has run.</summary>
    public bool HasServed { get; private set; }

    public async Task<int> ExecuteAsync(ParseResult parsed)
    {
        RunSettings settings = RunSettings.Read(parsed, _options);
        foreach (ConfigProblem problem in settings.Problems)
        {
            Console.Error.WriteLine(problem);
        }

        if (!settings.IsUsable)
        {
            return ExitCode.Usage(settings.Mistakes);
        }

        try
        {
            // What can be wrong with it is known before anything is started.
            using AdminSocket? admin = AdminSocket.Open(settings.Tool.Admin, settings.Config.Listeners, out string? whyNoAdmin);
            RunSettings Protected(RunSettings read) => read with { Config = read.Config with { OwnEndpoints = admin?.EndPoint is IPEndPoint own ? [own] : [] } };
            settings = Protected(settings);
            using var reporter = new Reporter(settings.Tool.ErrorLog, settings.Tool.Debug, settings.Tool.ErrorLogRotation);
            await using var proxy = new ProxyServer(settings.Config, reporter.LoggerFactory);
            if (settings.Tool.ShowRequests)
            {
                proxy.RequestEnded += reporter.ShowRequest;
            }

            using OtlpExport? otlp = OtlpExport.Start(settings.Tool.Otlp);
            await proxy.StartAsync();
            HasServed = true;
            await ServeAsync(proxy, new Reloader(proxy, reporter, settings, () => Protected(RunSettings.Read(parsed, _options))), reporter, admin, whyNoAdmin);
            return ExitCode.Success;
        }
        catch (ProxyStartException e)
        {
            return ExitCode.CouldNotStart(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.CouldNotStart($"cannot open a log or another file: {e.Message}");
        }
    }

    /// <summary>What is wrong with the values of the options, whatever else is wrong with the command line.</summary>
    public IReadOnlyList<string> FindProblems(ParseResult parsed) => RunSettings.Read(parsed, _options).Mistakes;

    private static async Task ServeAsync(ProxyServer proxy, Reloader reloader, Reporter reporter, AdminSocket? socket, string? whyNoAdmin)
    {
        var signals = new Signals();
        signals.ReopenLogs += () =>
        {
            proxy.ReopenLogs();
            reporter.ReopenLog();
        };
        signals.Reload += reloader.Request;
        RunSettings settings = reloader.Settings;
        Banner.Print(settings.Config.AccessLogs.Any(log => log.Path == "-") ? Console.Error : Console.Out, proxy, settings, socket, whyNoAdmin);
        SystemdNotify.Ready();
        using var memory = MemoryReturn.For(proxy);
        using var watching = new CancellationTokenSource();
        Task reloading = reloader.RunAsync(watching.Token);
        await using AdminDoor? admin = socket is null ? null : AdminDoor.Open(socket, settings.Tool.Admin, new AdminHost
        {
            Proxy = proxy,
            Settings = () => reloader.Settings,
            Reload = reloader.ReloadAsync,
            Tell = reporter.Tell,
            Drain = signals.RequestStop,
            IsDraining = () => signals.FirstStop.IsCompleted,
        });

        await signals.FirstStop;
        await watching.CancelAsync();
        SystemdNotify.Stopping();
        Task stopped = proxy.StopAsync();
        await Task.WhenAny(stopped, signals.SecondStop);
        proxy.StopDraining();
        await stopped;
        await reloading;
        reporter.ShowTotals(proxy.Statistics);
    }
}

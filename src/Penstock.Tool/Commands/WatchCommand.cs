using System.CommandLine;
using System.Text;
using Penstock.Tool.Configuration;
using Penstock.Tool.Hosting;
using Penstock.Tool.Watching;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock watch</c>: what a running proxy does, live. Exit code 0 when it was told to end, 1 if the proxy could not be asked, or ended.</summary>
internal sealed class WatchCommand
{
    private readonly Argument<string> _address = new("URL") { Description = $"its admin endpoint (default {AdminAddress.Default}); also unix:/path", DefaultValueFactory = _ => AdminAddress.Default };
    private readonly Option<string?> _tokenFile = new("--token-file") { Description = "the token that the endpoint wants", HelpName = "FILE" };
    private readonly Option<bool> _plain = new("--plain") { Description = "lines, as where the output is no terminal: one for each request that begins or ends" };

    public WatchCommand()
    {
        Command = new Command("watch", "Watch a running proxy.") { _address, _tokenFile, _plain };
        Command.SetAction(ExecuteAsync);
    }

    public Command Command { get; }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!AdminAddress.TryParse(parsed.GetValue(_address)!, out AdminAddress? address, out string? problem))
        {
            return ExitCode.BadInput(problem);
        }

        string? token = null;
        try
        {
            token = parsed.GetValue(_tokenFile) is { } path ? (await File.ReadAllTextAsync(path, cancellationToken)).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string path = parsed.GetValue(_tokenFile)!;
            return ExitCode.BadInput($"--token-file: {path} cannot be read: {FileTrouble.Reason(path, e)}");
        }

        if (token is "" || token?.Any(c => c is <= ' ' or > '~') == true)
        {
            return ExitCode.BadInput($"--token-file: {parsed.GetValue(_tokenFile)} has no token, which is one line of printable characters");
        }

        var signals = new Signals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = signals.FirstStop.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        signals.Reload += stop.Cancel; // the terminal has gone
        using var client = new AdminClient(address, token);
        try
        {
            await (parsed.GetValue(_plain) || !Terminal.IsInteractive ? PlainWatch.RunAsync(client, stop.Token) : new LiveWatch(client, address.Name).RunAsync(stop.Token));
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        catch (AdminException e)
        {
            return ExitCode.CouldNotStart($"cannot watch {address.Name}{(e.IsEnd ? " any more" : "")}: {e.Message}{(e.IsFinal || e.IsEnd ? "" : ". Does a penstock run there, with its admin endpoint?")}");
        }
    }
}

using System.CommandLine;
using System.Net;
using Penstock.Http;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock explain</c>: the whole way of one request through the configuration. Exit code 0 if it would be carried out, 1 if not.</summary>
internal sealed class ExplainCommand
{
    private readonly RunOptions _options = new();
    private readonly Argument<string> _method = new("METHOD");
    private readonly Argument<string> _target = new("TARGET");
    private readonly Option<string?> _client = new("--client");
    private readonly Option<string?> _user = new("--user");
    private readonly Option<string[]> _group = new("--group");
    private readonly Option<string?> _by = new("--listener");

    public ExplainCommand()
    {
        Command = new Command("explain", "Explain what would become of a request.") { _method, _target, _client, _user, _group, _by };
        foreach (Option option in _options.All)
        {
            Command.Options.Add(option);
        }

        Command.SetAction(ExecuteAsync);
    }

    public Command Command { get; }

    private async Task<int> ExecuteAsync(ParseResult parsed)
    {
        RunSettings settings = RunSettings.Read(parsed, _options);
        if (!settings.IsUsable)
        {
            foreach (ConfigProblem problem in settings.Problems)
            {
                Console.Error.WriteLine(problem);
            }

            settings.Mistakes.ToList().ForEach(mistake => Console.Error.WriteLine($"penstock: {mistake}"));
            return ExitCode.UsageError;
        }

        IPAddress? client = IPAddress.Loopback;
        if (parsed.GetValue(_client) is { } text && !StrictAddress.TryParse(text, out client))
        {
            return ExitCode.BadInput($"--client: \"{text}\" is not an address (try 10.1.2.3)");
        }

        try
        {
            var request = new ExplainRequest(parsed.GetValue(_method)!, parsed.GetValue(_target)!)
            {
                Client = client,
                User = parsed.GetValue(_user),
                Groups = parsed.GetValue(_group) ?? [],
                Listener = parsed.GetValue(_by),
            };
            ProxyConfig config = settings.Config with { OwnEndpoints = settings.Tool.Admin.OwnEndpoints(settings.Config.Listeners) };
            Explanation explanation = await Explanation.OfAsync(config, request);
            Console.Write(explanation.Text);
            return explanation.IsAllowed ? ExitCode.Success : ExitCode.Failure;
        }
        catch (FormatException e)
        {
            return ExitCode.BadInput(e.Message);
        }
    }
}

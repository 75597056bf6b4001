using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Penstock.Observability.Formats;
using Penstock.Tool.Configuration;
using Penstock.Tool.Teaching;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock teach</c>: one request through a proxy of its own, told by that proxy. Exit code 0 if the client had its answer, 1 if not.</summary>
internal sealed class TeachCommand
{
    // Where the output is kept, it is as wide as most who read it will have.
    private const int WidthOfFile = 110;

    private readonly Argument<string> _target = new("TARGET") { Description = "https://host/, http://host/ or host:port" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "let the client take any certificate of the server" };
    private readonly Option<string?> _authorities = new("--cacert") { Description = "authorities in PEM that the client trusts in place of the system's", HelpName = "FILE" };
    private readonly Option<string> _method = new("--method") { Description = "what a URL is asked with", HelpName = "METHOD", DefaultValueFactory = _ => "GET" };
    private readonly Option<bool> _http11 = new("--http1.1") { Description = "let the client speak HTTP/1.1 alone" };
    private readonly Option<string?> _config = new("--config") { Description = "let the proxy run by this configuration (default: by none)", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "print what the proxy saw as JSON, as an access log has it" };

    public TeachCommand()
    {
        Command = new Command("teach", "Make one request through a proxy, and be told what happens.") { _target, _insecure, _authorities, _method, _http11, _config, _json };
        Command.SetAction(ExecuteAsync);
    }

    public Command Command { get; }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!TeachTarget.TryParse(parsed.GetValue(_target)!, out TeachTarget? target, out string? problem) || !TryReadOptions(parsed, out LessonOptions? options, out problem))
        {
            return ExitCode.BadInput(problem);
        }

        try
        {
            LessonResult? lesson = await Lesson.RunAsync(target, options, Tell, cancellationToken);
            if (lesson is null)
            {
                return ExitCode.CouldNotStart("the client did not come to ask the proxy anything");
            }

            Print(parsed.GetValue(_json) ? Json(lesson.Timeline) : StoryText.Write(StoryTeller.Tell(lesson), Console.IsOutputRedirected ? WidthOfFile : Console.WindowWidth));
            return lesson.Client.Ending == ClientEnding.Answered && lesson.Timeline.Outcome is var outcome && (lesson.Timeline.IsTunnel || lesson.Client.IsCut || outcome == ProxyOutcome.Forwarded) ? ExitCode.Success : ExitCode.Failure;
        }
        catch (Exception e) when (e is ProxyStartException or ProxyConfigException or IOException or UnauthorizedAccessException)
        {
            return ExitCode.CouldNotStart(e.Message);
        }
    }

    private bool TryReadOptions(ParseResult parsed, out LessonOptions options, out string problem)
    {
        options = new(new(), parsed.GetValue(_config), HttpMethod.Get, null, parsed.GetValue(_insecure), parsed.GetValue(_http11));
        problem = "";
        string method = parsed.GetValue(_method)!.ToUpperInvariant();
        try
        {
            options = options with { Method = new HttpMethod(method) };
        }
        catch (FormatException)
        {
            problem = $"--method: \"{method}\" is not a method (try GET or HEAD)";
        }

        if (method == "CONNECT")
        {
            problem = "--method: CONNECT is what the client says to the proxy by itself (try penstock teach HOST:PORT)";
        }

        try
        {
            if (parsed.GetValue(_authorities) is { } path)
            {
                options = options with { Authorities = [] };
                options.Authorities.ImportFromPemFile(path);
                problem = options.Authorities.Count == 0 ? $"--cacert: {path} has no certificate in PEM" : problem;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            string path = parsed.GetValue(_authorities)!;
            problem = e is CryptographicException ? $"--cacert: {path} has no certificate in PEM that can be used" : $"--cacert: {path} cannot be read: {FileTrouble.Reason(path, e)}";
        }

        try
        {
            if (options.ConfigPath is { } path)
            {
                ConfigFile file = ConfigReader.Read(path);
                options = options with { Config = file.Config };
                problem = file.IsUsable ? problem : string.Join("\n", file.Problems);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"--config: {options.ConfigPath} cannot be read: {FileTrouble.Reason(options.ConfigPath!, e)}";
        }

        return problem.Length == 0;
    }

    private static string Json(RequestTimeline timeline)
    {
        var line = new LogLine(new byte[4096]);
        JsonLine.Write(ref line, timeline);
        return Encoding.UTF8.GetString(line.Written) + "\n";
    }

    // For somebody who looks on: in a file of errors it would be none.
    private static void Tell(string text)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine($"({text})");
        }
    }

    private static void Print(string text) => Console.Out.Write(Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage ? text : Glyphs.ToAscii(text));
}

namespace Penstock.Tool.Teaching;

/// <summary>A request that the proxy answered itself, because it could not or would not carry it out.</summary>
internal static class RefusalStory
{
    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        if (request.Status == 0)
        {
            steps.Add(new(request.Duration, Lane.Client, Lane.Client, "gone", "The client went away before I could answer."));
            return [new("What to do", "Ask again.")];
        }

        if (request.Has(TimelineStage.FirstByteUp))
        {
            steps.Add(ForwardStory.PassedOn(lesson));
            steps.Add(Answer(request));
        }

        string who = lesson.Target.IsTunnel
            ? "I say this, in clear, and no tunnel begins. A browser hides the page that comes with it and shows an error of its own."
            : "I say this, not the server, with a page that says why.";
        steps.Add(new(request.At(TimelineStage.ReplySent), Lane.Proxy, Lane.Client, $"{request.Status} {Reason(lesson)}".TrimEnd(), who));
        (string why, string next) = Explain(lesson);
        return
        [
            new("Why", why),
            new("What the server saw", request.Has(TimelineStage.FirstByteUp) ? "A connection from me, and the request as I wrote it."
                : request.OriginEndPoint is not null && request.Has(TimelineStage.Connected) ? "A connection from me." : request.Attempts.Count > 0 ? "My wish to connect, and nothing of the request." : "Nothing: I never turned to it."),
            new("What to do", next),
        ];
    }

    private static string Reason(LessonResult lesson) => lesson.Timeline.Status switch
    {
        403 => "Forbidden",
        407 => "Proxy Authentication Required",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => lesson.Client.Reason,
    };

    private static StoryStep Answer(RequestTimeline request) => request.Outcome switch
    {
        ProxyOutcome.OriginClosedEarly => new(null, Lane.Server, Lane.Proxy, request.Detail == "reset" ? "reset" : "closed", "The server ends the connection before it has answered."),
        ProxyOutcome.ResponseTimedOut => new(null, Lane.Proxy, Lane.Proxy, "waits", "The server has the request, and says nothing."),
        _ => new(request.At(TimelineStage.FirstByteDown), Lane.Server, Lane.Proxy, "no answer in HTTP", "What comes I cannot pass on: it is not what HTTP allows."),
    };

    private static string Command(LessonResult lesson, string options = "") =>
        $"penstock explain{options}{(lesson.Options.ConfigPath is { } path ? $" --config {path}" : "")} {(lesson.Target.IsTunnel ? $"CONNECT {lesson.Target.Authority}" : $"{lesson.Options.Method} {lesson.Target.Uri}")}";

    private static (string Why, string Next) Explain(LessonResult lesson)
    {
        RequestTimeline request = lesson.Timeline;
        string host = lesson.Target.Host;
        return request.Outcome switch
        {
            ProxyOutcome.NameUnknown => (
                $"The name {host} has no address{(request.Detail is { Length: > 0 } detail ? $" ({detail})" : "")}. It is I who look names up, with my name servers: that the client's own know it, or not, does not matter.",
                "Check the spelling; for a name of your own network, whether my machine's name servers know it."),
            ProxyOutcome.NameLookUpFailed or ProxyOutcome.NameLookUpTimedOut => (
                $"I could not look {host} up: {request.Detail ?? "no name server answered"}.",
                "See whether this machine reaches its name servers (/etc/resolv.conf)."),
            ProxyOutcome.ConnectRefused => (
                $"Nothing listens at port {lesson.Target.Port} of {host}. Only I know that: the client has no connection to it, and learns it from my status.",
                "Start the server, or ask for the port that it listens at."),
            ProxyOutcome.ConnectFailed when request.Attempts is [.., { Result: "ECONNRESET" or "EPIPE" }] => (
                $"The server took the connection and reset it at once, before I had sent anything: {request.Detail}.",
                "See what the server's own log says. It sees my address, and not the client's."),
            ProxyOutcome.ConnectTimedOut or ProxyOutcome.ConnectUnreachable or ProxyOutcome.ConnectFailed => (
                $"I could not connect to {host}: {request.Detail ?? request.Outcome.ToString()}.",
                "See whether this machine reaches it without a proxy; a firewall that drops looks like this."),
            ProxyOutcome.Denied => (
                $"A rule forbids it: {request.DecidedBy}.{(lesson.Target.Uri is { } uri && lesson.Target.IsTunnel && uri.PathAndQuery.Length > 1 ? " It can only be about the host and the port: the path never comes to me." : "")}",
                $"{Command(lesson)} shows how the rules came to that."),
            ProxyOutcome.ConnectPortNotAllowed => (
                $"CONNECT may not reach port {lesson.Target.Port}: a tunnel to any port would make a proxy for the web one for everything.",
                "Allow it in the configuration: connect-ports, or a rule that names the port."),
            ProxyOutcome.AuthenticationRequired => (
                "I am told to ask who the client is, and this one has not said it. Its password would come to me in clear: the connection between us is not encrypted.",
                $"The client of a lesson has no name and no password, and cannot be given any. What would become of a user's request: {Command(lesson, " --user NAME")}"),
            ProxyOutcome.ClientNotAllowed => ("The client's address, 127.0.0.1, is none that may use me by this configuration.", "Add 127.0.0.0/8 to its clients, if this machine shall use the proxy."),
            ProxyOutcome.DestinationProhibited => ($"Every address of {host} is one that this client may not reach: {request.Detail}.", $"{Command(lesson)} shows each address, and why."),
            ProxyOutcome.ProxyLoop => ("That is my own address: I would ask myself, for ever.", "Ask for a server."),
            ProxyOutcome.OriginClosedEarly => (
                $"The server took the connection, and {request.Detail switch { "reset" => "reset it before it had answered", "closed in the middle of the head" => "closed it in the middle of the head of its answer", _ => "closed it without an answer" }}.",
                "See what the server's own log says. If it speaks TLS, ask with https://; for another protocol, ask for HOST:PORT."),
            ProxyOutcome.ResponseRejected => (
                $"What the server sent is no answer in HTTP{(request.Detail is { Length: > 0 } detail ? $" ({detail})" : "")}.", "If it speaks TLS, ask with https://; for another protocol, ask for HOST:PORT."),
            ProxyOutcome.ResponseTimedOut => ($"The server took the request, and had not answered after {Duration.Format(lesson.Limits.ResponseHead)}.", "Ask again, or see what the server does."),
            var outcome => ($"{outcome}{(request.Detail is { Length: > 0 } detail ? $": {detail}" : "")}.", "See docs/logs.md for what that word means."),
        };
    }
}

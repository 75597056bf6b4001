using System.Net;

namespace Penstock.Tool.Teaching;

/// <summary>Makes a story of what was seen.</summary>
internal static class StoryTeller
{
    public static Story Tell(LessonResult lesson)
    {
        List<StoryStep> steps = [Asked(lesson), .. Judged(lesson.Timeline), .. LookedUp(lesson), .. Connected(lesson.Timeline)];
        IReadOnlyList<StoryEnd> ends = WasRefused(lesson.Timeline) ? RefusalStory.Tell(lesson, steps) : lesson.Target.IsTunnel ? TunnelStory.Tell(lesson, steps) : ForwardStory.Tell(lesson, steps);
        return new(Opening(lesson), lesson.Target.Authority, InOrder(steps), ends);
    }

    // Two things that cross on their way are told in the order they passed the proxy. What has no time stays behind what it followed.
    private static List<StoryStep> InOrder(List<StoryStep> steps)
    {
        TimeSpan at = TimeSpan.MinValue;
        return [.. steps.Select(step => (Step: step, At: at = step.At ?? at)).ToList().OrderBy(timed => timed.At).Select(timed => timed.Step)];
    }

    private static bool WasRefused(RequestTimeline request) => !request.IsTunnel && request.Outcome is not (ProxyOutcome.Forwarded or ProxyOutcome.ResponseTruncated) && !(request.Outcome == ProxyOutcome.ClientGone && request.Has(TimelineStage.ReplySent));

    private static string Opening(LessonResult lesson)
    {
        string wish = lesson.Target.Uri is { } uri ? $"{lesson.Options.Method} {uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)}" : $"a connection to {lesson.Target.Authority}";
        string client = lesson.Target.Uri is null ? "a client that only listens" : ".NET's HttpClient";
        return $"I am the proxy in this story, at {lesson.Proxy}. On one side {client}, which wants {wish}; on the other {lesson.Target.Authority}.";
    }

    private static StoryStep Asked(LessonResult lesson)
    {
        bool isTunnel = lesson.Target.IsTunnel;
        string label = isTunnel ? $"CONNECT {lesson.Target.Authority}" : $"{lesson.Options.Method} {lesson.Target.Uri}";
        string remark = isTunnel
            ? "I read this line. It is for me; I do not pass it on."
            : "No CONNECT: with http:// the client hands me the whole request, with the whole URL in its first line. I read all of it.";
        return new(lesson.Timeline.At(TimelineStage.HeadRead), Lane.Client, Lane.Proxy, label, remark);
    }

    // That nothing forbids it is not worth a step, unless somebody wrote it down.
    private static IEnumerable<StoryStep> Judged(RequestTimeline request)
    {
        if (request is { DecidedAt: not null, Verdict: not RuleVerdict.Deny, DecidedBy: { } rule })
        {
            yield return new(request.At(TimelineStage.Decided), Lane.Proxy, Lane.Proxy, "may it?", $"Yes, by {rule}.");
        }
    }

    private static IEnumerable<StoryStep> LookedUp(LessonResult lesson)
    {
        if (lesson.Timeline.LookUp is not { Source: not "literal" } lookUp)
        {
            yield break;
        }

        string host = lesson.Target.Host;
        TimeSpan? took = lookUp.End - lookUp.Start;
        if (lookUp.Answers.Count == 0)
        {
            yield return new(lookUp.End, Lane.Proxy, Lane.Proxy, $"look up {host}", $"No address: {lookUp.ResponseCode ?? lesson.Timeline.Detail ?? "no answer"}{After(took)}. I ask for the name, not the client.");
            yield break;
        }

        string addresses = string.Join(", ", lookUp.Answers.Take(4).Select(answer => answer.Address)) + (lookUp.Answers.Count > 4 ? ", …" : "");
        string source = lookUp.Source switch { "hosts" => "my hosts file says", "cache" => "I knew it from before:", "system" => "the system says", _ => "the name server says" };
        string dropped = string.Concat(lookUp.Answers.Where(answer => answer.IsKept == false).Select(answer => $" {answer.Address} I may not dial: {answer.Reason}."));
        yield return new(lookUp.End, Lane.Proxy, Lane.Proxy, $"look up {host}", $"{Capital(source)} {addresses}{After(took)}. The client did not look it up: I do.{dropped}");
    }

    private static IEnumerable<StoryStep> Connected(RequestTimeline request)
    {
        foreach (ConnectionAttempt attempt in request.Attempts)
        {
            string result = attempt.Result switch
            {
                "connected" => $"Connected{After(attempt.End - attempt.Start)}. Only now is there a path.",
                "abandoned" => "Another address was quicker; I let go of this one.",
                "ECONNREFUSED" => $"Refused{After(attempt.End - attempt.Start)}: the machine answers, but nothing listens at that port.",
                "ECONNRESET" or "EPIPE" => $"Taken and reset at once{After(attempt.End - attempt.Start)}.",
                null => "No answer yet when I stopped waiting.",
                var word => $"{word}{After(attempt.End - attempt.Start)}.",
            };
            yield return new(attempt.Start, Lane.Proxy, Lane.Server, attempt.Result == "connected" ? "TCP connect" : $"TCP connect: {attempt.Result ?? "no answer"}", $"To {attempt.EndPoint}. {result}") { MakesPath = attempt.Result == "connected" };
        }
    }

    private static string After(TimeSpan? took) => took is { } time ? $" ({Words.Time(time)})" : "";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

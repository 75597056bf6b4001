using System.Net;

namespace Penstock.Tests.Import;

/// <summary>A request as Apache's access control sees it.</summary>
internal sealed record ModelRequest(string Method, string Url, IPAddress Client, string ClientName, string? User);

/// <summary>Whom an argument of Allow, Deny or Require names.</summary>
internal sealed record ModelArgument(string Text, Func<ModelRequest, bool> Names)
{
    public override string ToString() => Text;
}

/// <summary>
/// Apache's access control, written down from its documentation and its sources and not from the importer: sections in their order, Order with Allow and Deny, Require with its three answers and
/// their negation, Satisfy, Limit, AuthMerging. It can be written out as httpd.conf, and asked about a request.
/// </summary>
internal sealed record ModelConfig(IReadOnlyList<ModelSection> Sections)
{
    public string ToText() =>
        "Listen 8088\nProxyRequests On\n" + string.Concat(Sections.Select(section => section.ToText()));

    /// <summary>Whether users are among those whom something is refused.</summary>
    public bool RefusesUsers => Sections.Any(section => section.Require?.Of.Any(of => of.RefusesUsers) == true);

    /// <summary>Whether a request passes; for a client that has not said who it is, whether it would without.</summary>
    public bool Passes(ModelRequest request)
    {
        ModelCompat? compat = null;
        Func<ModelRequest, ModelAnswer>? require = null;
        foreach (ModelSection section in Sections.Where(section => section.Matches(request.Url)))
        {
            compat = section.Compat ?? compat;
            if (section.Require is { } own)
            {
                Func<ModelRequest, ModelAnswer>? before = require;
                require = section.Merging switch
                {
                    "And" when before is not null => r => ModelRequire.All([(before(r), false), (own.Answer(r), false)]),
                    "Or" when before is not null => r => ModelRequire.Any([before(r), own.Answer(r)]),
                    _ => own.Answer,
                };
            }
        }

        bool byAddress = compat?.Passes(request) ?? true;
        bool byRequire = require is null || require(request) == ModelAnswer.Granted;
        return compat is { SatisfyAny: true } ? byAddress || byRequire : byAddress && byRequire;
    }
}

/// <summary>A Proxy section.</summary>
internal sealed record ModelSection(string Pattern, ModelCompat? Compat, ModelRequire? Require, string Merging)
{
    public bool Matches(string url) =>
        Pattern == "*" || (Pattern.Contains('*', StringComparison.Ordinal)
            ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Pattern, url, ignoreCase: false)
            : url.StartsWith(Pattern, StringComparison.Ordinal));

    public string ToText()
    {
        string auth = Require?.AsksForUsers == true ? "AuthType Basic\nAuthName proxy\nAuthUserFile users\nAuthGroupFile groups\n" : "";
        string merging = Merging.Length > 0 && Require is not null ? $"AuthMerging {Merging}\n" : "";
        string require = Require is null ? "" : string.Concat(Require.Of.Select(of => of.ToText()));
        return $"<Proxy \"{Pattern}\">\n{Compat?.ToText()}{auth}{merging}{require}</Proxy>\n";
    }
}

/// <summary>Order, Allow, Deny, Satisfy. Allows and denials in <see cref="LimitedTo"/> are for that method alone.</summary>
internal sealed record ModelCompat(string Order, IReadOnlyList<ModelArgument> Allow, IReadOnlyList<ModelArgument> Deny, bool SatisfyAny, string LimitedTo, IReadOnlyList<ModelArgument> LimitedAllow, IReadOnlyList<ModelArgument> LimitedDeny)
{
    public bool Passes(ModelRequest request)
    {
        bool limited = LimitedTo.Length > 0 && (LimitedTo == request.Method || (LimitedTo == "GET" && request.Method == "HEAD"));
        bool allowed = Allow.Concat(limited ? LimitedAllow : []).Any(argument => argument.Names(request));
        bool denied = Deny.Concat(limited ? LimitedDeny : []).Any(argument => argument.Names(request));
        return Order switch
        {
            "allow,deny" => allowed && !denied,
            "mutual-failure" => allowed && !denied,
            _ => allowed || !denied,
        };
    }

    public string ToText()
    {
        string limit = LimitedTo.Length == 0 || LimitedAllow.Count + LimitedDeny.Count == 0 ? "" : $"<Limit {LimitedTo}>\n{Lines("Allow", LimitedAllow)}{Lines("Deny", LimitedDeny)}</Limit>\n";
        return $"{Lines("Allow", Allow)}{(Order.Length > 0 ? $"Order {Order}\n" : "")}{Lines("Deny", Deny)}{limit}Satisfy {(SatisfyAny ? "Any" : "All")}\n";
    }

    private static string Lines(string name, IReadOnlyList<ModelArgument> arguments) =>
        arguments.Count == 0 ? "" : $"{name} from {string.Join(' ', arguments)}\n";
}

internal enum ModelAnswer
{
    Granted,
    Denied,
    Neutral,
}

/// <summary>The Require lines of a section: one grants.</summary>
internal sealed record ModelRequire(IReadOnlyList<ModelNode> Of)
{
    public bool AsksForUsers => Of.Any(of => of.AsksForUsers);

    public ModelAnswer Answer(ModelRequest request) => Any(Of.Select(of => of.Answer(request)));

    public static ModelAnswer Any(IEnumerable<ModelAnswer> answers)
    {
        ModelAnswer[] all = [.. answers];
        return all.Contains(ModelAnswer.Granted) ? ModelAnswer.Granted : all.Contains(ModelAnswer.Denied) ? ModelAnswer.Denied : ModelAnswer.Neutral;
    }

    public static ModelAnswer All(IEnumerable<(ModelAnswer Answer, bool IsNegated)> answers)
    {
        ModelAnswer[] all = [.. answers.Select(one => one.IsNegated ? Negated(one.Answer) : one.Answer)];
        return all.Contains(ModelAnswer.Denied) ? ModelAnswer.Denied : all.Contains(ModelAnswer.Granted) ? ModelAnswer.Granted : ModelAnswer.Neutral;
    }

    // What was denied is not granted by being negated.
    private static ModelAnswer Negated(ModelAnswer answer) => answer == ModelAnswer.Granted ? ModelAnswer.Denied : ModelAnswer.Neutral;
}

/// <summary>A Require, or a section of them.</summary>
internal abstract record ModelNode
{
    public bool RefusesUsers => this is ModelGroup group && (group.Refused.Any(of => of.AsksForUsers) || group.Of.Concat(group.Refused).Any(of => of.RefusesUsers));

    public abstract bool AsksForUsers { get; }

    public abstract ModelAnswer Answer(ModelRequest request);

    public abstract string ToText(bool isNegated = false);
}

internal sealed record ModelLeaf(ModelArgument Argument) : ModelNode
{
    public override bool AsksForUsers => Argument.Text.Contains("user", StringComparison.Ordinal) || Argument.Text.StartsWith("group", StringComparison.Ordinal);

    public override ModelAnswer Answer(ModelRequest request) => Argument.Names(request) ? ModelAnswer.Granted : ModelAnswer.Denied;

    public override string ToText(bool isNegated = false) => $"Require {(isNegated ? "not " : "")}{Argument}\n";
}

/// <summary>RequireAny; or RequireAll, with what is refused as Require not or RequireNone.</summary>
internal sealed record ModelGroup(bool IsAll, IReadOnlyList<ModelNode> Of, IReadOnlyList<ModelNode> Refused) : ModelNode
{
    public override bool AsksForUsers => Of.Concat(Refused).Any(of => of.AsksForUsers);

    public override ModelAnswer Answer(ModelRequest request) =>
        IsAll ? ModelRequire.All(Of.Select(of => (of.Answer(request), false)).Concat(Refused.Select(of => (of.Answer(request), true)))) : ModelRequire.Any(Of.Select(of => of.Answer(request)));

    public override string ToText(bool isNegated = false)
    {
        string refused = string.Concat(Refused.Select((of, i) => of is ModelLeaf && i % 2 == 0 ? of.ToText(isNegated: true) : $"<RequireNone>\n{of.ToText()}</RequireNone>\n"));
        return IsAll
            ? $"<RequireAll>\n{string.Concat(Of.Select(of => of.ToText()))}{refused}</RequireAll>\n"
            : $"<RequireAny>\n{string.Concat(Of.Select(of => of.ToText()))}</RequireAny>\n";
    }
}

namespace Penstock.Tests.Conformance;

/// <summary>
/// A row about an origin: a script, top to bottom. Keys: <c>client:</c> the client sends; <c>accept:</c> the origin takes another connection and reads a head there
/// (after the first <c>client:</c> that needs not be said); <c>reads:</c> the origin waits for this text; <c>sends:</c> the origin sends; <c>await:</c> the client has
/// received this text; <c>ends: close</c> or <c>reset</c>, the origin ends its connection; <c>closed:</c> the origin sees its connection ended.
/// Then <c>gets:</c> all bytes that the client got; <c>client-sees:</c> how its connection is left; <c>config:</c> a setting that is not the default.
/// </summary>
internal sealed record OriginCase(CaseEntry Entry, List<KeyValuePair<string, string>> Script, string Gets, CaseEnding Ending, string Config)
{
    private const string PlainGet = @"GET http://{origin}/ HTTP/1.1\r\nHost: {origin}\r\n\r\n";
    private static readonly string[] s_script = ["client", "accept", "reads", "sends", "await", "ends", "closed"];
    private static readonly string[] s_other = ["gets", "client-sees", "config"];

    public string Name => Entry.Name;

    public static IReadOnlyList<OriginCase> All { get; } = [.. CaseFile.ReadFolder("Origins").Select(Of)];

    private static OriginCase Of(CaseEntry entry)
    {
        if (entry.Steps.Find(step => !s_script.Contains(step.Key) && !s_other.Contains(step.Key)) is { Key: { } unknown })
        {
            throw entry.Mistake($"has '{unknown}:', which means nothing");
        }

        List<KeyValuePair<string, string>> script = [.. entry.Steps.Where(step => s_script.Contains(step.Key))];
        if (script is not [{ Key: "client" }, ..])
        {
            script.Insert(0, new("client", PlainGet));
        }

        script.Insert(1, new("accept", ""));
        return new(
            entry,
            script,
            entry.Required("gets"),
            Enum.Parse<CaseEnding>(entry.Required("client-sees"), ignoreCase: true),
            entry.Value("config") ?? "");
    }
}

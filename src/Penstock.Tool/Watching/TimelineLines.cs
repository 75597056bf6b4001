using System.Globalization;
using System.Text.Json;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Watching;

/// <summary>One request in full, as lines for people. All text is fit for a terminal.</summary>
internal static class TimelineLines
{
    private static readonly Dictionary<string, string> s_stages = new()
    {
        ["accepted"] = "connection accepted",
        ["head_read"] = "request read",
        ["identified"] = "client identified",
        ["decided"] = "rules asked",
        ["looked_up"] = "name looked up",
        ["connected"] = "connected to the server",
        ["reply_sent"] = "client answered",
        ["first_byte_up"] = "first byte to the server",
        ["client_hello"] = "ClientHello passed",
        ["first_byte_down"] = "first byte from the server",
        ["server_hello"] = "ServerHello passed",
        ["client_finished"] = "client has no more to say",
        ["origin_finished"] = "server has no more to say",
        ["ended"] = "ended",
    };

    public static IReadOnlyList<string> Of(JsonElement request)
    {
        if (WatchedRequest.Read(request) is not { } row)
        {
            return ["This request is not kept any more."];
        }

        string user = request.Printable("user") is { Length: > 0 } name ? $", user {name}" : "";
        List<string> lines =
        [
            $"{row.Asked}   (number {row.Id})",
            string.Create(CultureInfo.InvariantCulture, $"from {(row.Client.Length > 0 ? row.Client : "a Unix socket")}{user} at {row.Started:HH:mm:ss}; {(row.IsOpen ? "open" : row.Outcome)} for {Milliseconds(row.Duration.TotalMilliseconds)}"),
            string.Create(CultureInfo.InvariantCulture, $"↑ {row.BytesUp:#,0} bytes   ↓ {row.BytesDown:#,0} bytes{(row.Summary.Length > 0 ? $"   carries {row.Summary}" : "")}"),
        ];
        AddIf(lines, row.Rule, rule => $"{request.Printable("verdict")} by {rule}");
        AddIf(lines, row.Detail, detail => detail);
        lines.Add("");
        AddStages(lines, request.Object("stages"));
        AddConnecting(lines, request);
        AddTls(lines, request.Object("tls"));
        AddSentences(lines, "What the proxy saw:", request, "saw");
        AddSentences(lines, "What it could not see:", request, "could_not_see");
        return lines;
    }

    private static void AddStages(List<string> lines, JsonElement stages)
    {
        if (stages.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty stage in stages.EnumerateObject().Where(stage => stage.Value.ValueKind == JsonValueKind.Number).OrderBy(stage => stage.Value.GetDouble()))
        {
            lines.Add($"{Milliseconds(stage.Value.GetDouble()),12}  {s_stages.GetValueOrDefault(stage.Name) ?? Printable.Of(stage.Name)}");
        }
    }

    private static void AddConnecting(List<string> lines, JsonElement request)
    {
        lines.Add("");
        JsonElement lookUp = request.Object("lookup");
        if (lookUp.Text("source") is { } source && source != "literal")
        {
            string answers = string.Join(", ", lookUp.List("answers").Select(answer => answer.Printable("address") + (answer.Text("reason") is { } reason ? $" ({Printable.Of(reason)})" : "")));
            lines.Add($"look-up by {Printable.Of(source)}: {(answers.Length > 0 ? answers : lookUp.Printable("rcode"))}");
        }

        foreach (JsonElement attempt in request.List("attempts"))
        {
            string took = attempt.Number("end_ms") - attempt.Number("start_ms") is { } time ? $" after {Milliseconds(time)}" : "";
            lines.Add($"dialled {attempt.Printable("address")}: {(attempt.Text("result") is { } result ? Printable.Of(result) : "no answer yet")}{took}");
        }
    }

    private static void AddTls(List<string> lines, JsonElement tls)
    {
        if (tls.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        lines.Add("");
        string offered = string.Join(", ", tls.List("alpn_offered").Where(name => name.ValueKind == JsonValueKind.String).Select(name => Printable.Of(name.GetString())));
        AddIf(lines, tls.Printable("sni"), name => $"in the ClientHello: the name {name}{(offered.Length > 0 ? $", offers {offered}" : "")}");
        AddIf(lines, tls.Printable("version"), version => $"in the ServerHello: {string.Join(", ", new[] { version, tls.Printable("cipher"), tls.Printable("group"), tls.Printable("alpn") }.Where(word => word.Length > 0))}");
        AddIf(lines, tls.Object("certificate").Printable("subject"), subject => $"certificate of {subject}, by {tls.Object("certificate").Printable("issuer")} (not checked: the client does)");
        AddIf(lines, tls.Object("alert").Printable("description"), alert => $"alert {alert} from {tls.Object("alert").Printable("from")}");
        AddIf(lines, tls.Printable("problem"), problem => $"a hello was not understood: {problem}");
    }

    private static void AddSentences(List<string> lines, string heading, JsonElement request, string key)
    {
        string[] sentences = [.. request.List(key).Where(sentence => sentence.ValueKind == JsonValueKind.String).Select(sentence => Printable.Of(sentence.GetString()))];
        if (sentences.Length > 0)
        {
            lines.AddRange(["", heading, .. sentences.Select(sentence => $"  {sentence}")]);
        }
    }

    private static void AddIf(List<string> lines, string text, Func<string, string> line)
    {
        if (text.Length > 0)
        {
            lines.Add(line(text));
        }
    }

    private static string Milliseconds(double time) => Math.Abs(time) < 10_000 ? string.Create(CultureInfo.InvariantCulture, $"{time:0.0} ms") : string.Create(CultureInfo.InvariantCulture, $"{time / 1000:0.0} s");
}

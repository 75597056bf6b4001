using System.Text.Json;

namespace Penstock.Tests.Watching;

/// <summary>Pieces of what an admin endpoint answers.</summary>
internal static class WatchJson
{
    public static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static string Open(int id, string host, long up = 0, long down = 0) =>
        $$"""{"id":{{id}},"event":"progress","time":"2026-05-01T12:00:{{id:00}}Z","client":"127.0.0.1","method":"CONNECT","target":"{{host}}:443","host":"{{host}}","bytes_up":{{up}},"bytes_down":{{down}},"duration_ms":50,"protocol":"tls","summary":"TLS 1.3"}""";

    public static string Ended(int id, string host, string outcome, string more = "") => Open(id, host)[..^1] + $$""","outcome":"{{outcome}}"{{more}}}""";

    public static JsonElement Lists(string open, string ended = "") => Parse($$"""{"open":[{{open}}],"ended":[{{ended}}]}""");

    public static JsonElement Tick(int second, string opened = "", string ended = "", string progress = "", long requests = 0, long up = 0, string changed = "") =>
        Parse($$$"""{"now":"2026-05-01T12:01:{{{second:00}}}Z","counters":{"requests_open":3,"requests":{{{requests}}},"bytes_up":{{{up}}}},"opened":[{{{opened}}}],"changed":[{{{changed}}}],"ended":[{{{ended}}}],"progress":[{{{progress}}}],"skipped":0}""");
}

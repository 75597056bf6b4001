using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

/// <summary>The JSON schema of penstock.yaml, made from the reader's own table of keys.</summary>
internal static class ConfigSchema
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Make()
    {
        JsonObject root = Map("");
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "penstock.yaml",
            ["$defs"] = new JsonObject { ["entry"] = Map("entry"), ["when"] = Map("when") },
        };
        foreach ((string name, JsonNode? value) in root.ToArray())
        {
            root.Remove(name);
            schema[name] = value;
        }

        return schema.ToJsonString(s_options) + "\n";
    }

    private static JsonObject Map(string path)
    {
        JsonObject properties = [];
        foreach (ConfigKey key in ConfigKeys.All.Where(key => Parent(key.Path) == path && !key.Path.EndsWith(".*", StringComparison.Ordinal)))
        {
            JsonObject value = Value(key);
            value["description"] = key.Help + (key.Range.Length > 0 ? $" {key.Range}." : "") + (key.Default.Length > 0 ? $" Default: {key.Default}." : "");
            properties[key.Path[(key.Path.LastIndexOf('.') + 1)..]] = value;
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Value(ConfigKey key) => key.Kind switch
    {
        KeyKind.Flag => new JsonObject { ["type"] = "boolean" },
        KeyKind.Number => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        KeyKind.Size => new JsonObject { ["type"] = new JsonArray("integer", "string"), ["pattern"] = "^[0-9]+ ?([KMGT]i?B|B)?$|\\$\\{" },
        KeyKind.Duration => new JsonObject { ["type"] = new JsonArray("number", "string"), ["pattern"] = "^[0-9.]+$|^([0-9.]+(ms|s|m|h|d))+$|\\$\\{" },
        // YAML 1.1 takes on and off for true and false; editors may too.
        KeyKind.Choice => new JsonObject { ["enum"] = new JsonArray([.. key.Range.Split(", ").SelectMany(word => word switch { "on" => (JsonNode[])["on", true], "off" => ["off", false], _ => [word] })]) },
        KeyKind.Text => new JsonObject { ["type"] = new JsonArray("string", "number") },
        KeyKind.Texts => OneOrMore(new JsonObject { ["type"] = new JsonArray("string", "number") }),
        KeyKind.Map when key.Path.EndsWith("when", StringComparison.Ordinal) => Reference("when"),
        KeyKind.Map when key.Path == "otlp.headers" => new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number") } },
        KeyKind.Map when Named(key.Path) => new JsonObject { ["type"] = "object", ["additionalProperties"] = OneOrMore(Entry()) },
        KeyKind.Map => Map(key.Path),
        _ => key.Path switch
        {
            "rules" => new JsonObject { ["type"] = "array", ["items"] = Map("rules[]") },
            "listen" or "logs.access" => OneOrMore(Either(new JsonObject { ["type"] = "string" }, Map(key.Path + "[]"))),
            // YAML 1.1 takes off for false; editors may too.
            "admin" => Either(new JsonObject { ["enum"] = new JsonArray("off", false) }, Map("admin")),
            "logs.error" => Either(new JsonObject { ["type"] = "string" }, Map("logs.error")),
            ['w', 'h', 'e', 'n', '.', ..] => OneOrMore(Reference("when")),
            _ => OneOrMore(Entry()),
        },
    };

    private static JsonObject Entry() => Either(new JsonObject { ["type"] = new JsonArray("string", "number") }, Reference("entry"));

    private static JsonObject OneOrMore(JsonObject item) => Either(item, new JsonObject { ["type"] = "array", ["items"] = item.DeepClone() });

    private static JsonObject Either(JsonObject one, JsonObject other) => new() { ["anyOf"] = new JsonArray(one, other) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static bool Named(string path) => ConfigKeys.All.Any(key => key.Path == path + ".*");

    private static string Parent(string path) => path.LastIndexOf('.') is >= 0 and var dot ? path[..dot] : "";
}

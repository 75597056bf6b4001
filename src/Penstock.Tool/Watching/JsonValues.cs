using System.Text.Json;

namespace Penstock.Tool.Watching;

/// <summary>Values of a JSON object that may be absent, or of another kind than expected: then they are null, or nothing.</summary>
internal static class JsonValues
{
    public static string? Text(this JsonElement json, string key) => Find(json, key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The text, fit for a terminal; empty for none.</summary>
    public static string Printable(this JsonElement json, string key) => Reporting.Printable.Of(Text(json, key));

    public static double? Number(this JsonElement json, string key) => Find(json, key) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) ? number : null;

    public static long? Integer(this JsonElement json, string key) => Find(json, key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : null;

    public static bool IsTrue(this JsonElement json, string key) => Find(json, key) is { ValueKind: JsonValueKind.True };

    /// <summary>The object; one without keys for none.</summary>
    public static JsonElement Object(this JsonElement json, string key) => Find(json, key) is { ValueKind: JsonValueKind.Object } value ? value : default;

    /// <summary>The elements of a list; none if it is no list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement json, string key) => Find(json, key) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    private static JsonElement? Find(JsonElement json, string key) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out JsonElement value) ? value : null;
}

using System.Text;

namespace Penstock.EndToEnd.Servers;

/// <summary>A request as the test servers see it: whole.</summary>
internal sealed record HttpRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Fields, byte[] Body)
{
    public bool WantsClose => Field("Connection").Equals("close", StringComparison.OrdinalIgnoreCase);

    public string Field(string name) => Fields.GetValueOrDefault(name, "");

    /// <summary>A whole response.</summary>
    public static byte[] Response(string status, string type, ReadOnlySpan<byte> content) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {content.Length}\r\n\r\n"), .. content];
}

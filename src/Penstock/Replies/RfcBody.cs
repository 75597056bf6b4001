using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Penstock.Replies;

/// <summary>The body of a refusal in each of its formats. All that came from outside is escaped for where it stands.</summary>
internal static class RfcBody
{
    private const string Style = "<style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 4rem auto; padding: 0 1rem; overflow-wrap: anywhere } footer { opacity: .7 }</style>";

    /// <summary>The value of Content-Type.</summary>
    public static string ContentType(RefusalFormat format) => format switch
    {
        RefusalFormat.Html => "text/html; charset=utf-8",
        RefusalFormat.Problem => "application/problem+json",
        RefusalFormat.Json => "application/json",
        _ => "text/plain; charset=utf-8",
    };

    /// <summary>The body.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="reason">What is said.</param>
    /// <param name="outcome">The outcome's name.</param>
    /// <param name="rule">What decided; null if that is not told.</param>
    public static byte[] Of(RefusalFormat format, in RfcReason reason, string outcome, string? rule) => format switch
    {
        RefusalFormat.Html => Encoding.UTF8.GetBytes(Page(reason)),
        RefusalFormat.Problem or RefusalFormat.Json => Problem(reason, outcome, rule),
        _ => Encoding.UTF8.GetBytes(reason.Text + "\n"),
    };

    private static string Page(in RfcReason reason)
    {
        string title = WebUtility.HtmlEncode($"{reason.Status} {reason.Reason}");
        string lines = string.Concat(reason.Text.Split('\n').Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>\n"));
        return $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{title}</title>
            {Style}
            <h1>{title}</h1>
            {lines}<footer>Penstock, the proxy between you and that address</footer>
            </html>

            """;
    }

    // RFC 9457: without a type of its own the title is the status in words.
    private static byte[] Problem(in RfcReason reason, string outcome, string? rule)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteNumber("status", reason.Status);
            json.WriteString("title", reason.Title);
            json.WriteString("detail", reason.Text);
            json.WriteString("outcome", outcome);
            json.WriteString("error", reason.Error);
            if (rule is not null)
            {
                json.WriteString("rule", rule);
            }

            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Penstock.Http;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>What changes something.</summary>
internal sealed class ActionEndpoints(AdminHost host)
{
    private const string Expected = "An object with client, host or both is expected: {\"client\":\"10.1.2.3\",\"host\":\"example.com\"}.";

    public async Task CloseMatchingAsync(HttpContext context)
    {
        (Predicate<RequestTimeline>? which, string? mistake) = Read(await ReadBodyAsync(context));
        if (which is null)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, mistake!);
            return;
        }

        int closed = await host.Proxy.CloseRequestsAsync(which);
        await AdminAnswer.JsonAsync(context, (ref line) => CounterJson.WriteClosed(ref line, closed));
    }

    public async Task ReloadAsync(HttpContext context)
    {
        IReadOnlyList<string> problems = await host.Reload();
        if (problems.Count == 0)
        {
            await AdminAnswer.JsonAsync(context, static (ref line) => line.Append("{\"reloaded\":true}"u8));
            return;
        }

        await AdminAnswer.JsonAsync(
            context,
            (ref line) =>
            {
                JsonText.Text(ref line, "{\"error\":"u8, "It cannot be used as it is; nothing has changed.");
                JsonText.List(ref line, ",\"problems\":"u8, problems);
                line.Append((byte)'}');
            },
            StatusCodes.Status422UnprocessableEntity);
    }

    public Task DrainAsync(HttpContext context)
    {
        host.Drain();
        return AdminAnswer.JsonAsync(context, static (ref line) => line.Append("{\"draining\":true}"u8), StatusCodes.Status202Accepted);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        // The server's limit bounds it: a longer one is an exception there, which becomes 413.
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private static (Predicate<RequestTimeline>? Which, string? Mistake) Read(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half of a pair of surrogates is JSON, and no text: the second.
            return (null, "The body is not JSON. " + Expected);
        }
    }

    private static (Predicate<RequestTimeline>? Which, string? Mistake) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, Expected);
        }

        IPAddress? client = null;
        string? host = null;
        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                return (null, Expected);
            }

            string text = property.Value.GetString()!;
            if (property.NameEquals("client"u8) && client is null)
            {
                client = AddressOf(text);
                if (client is null)
                {
                    return (null, "The client is not an address (try 10.1.2.3).");
                }
            }
            else if (property.NameEquals("host"u8) && host is null && text.Length > 0)
            {
                // As rules see it.
                host = text.Contains(':', StringComparison.Ordinal) && AddressOf(text) is { } address ? address.ToString() : text.ToLowerInvariant().TrimEnd('.');
            }
            else
            {
                return (null, Expected);
            }
        }

        return client is null && host is null ? (null, Expected)
            : (request => (client is null || client.Equals(request.ClientAddress)) && (host is null || IsHost(request.Host, host)), null);
    }

    // An IPv4 address that was written as IPv6 is the address that it stands for.
    private static bool IsHost(string? asked, string host) => asked == host || (asked is not null && asked.Contains(':', StringComparison.Ordinal) && AddressOf(asked)?.ToString() == host);

    // As a URI has it, in brackets, or as it stands in lists; null for what is none.
    private static IPAddress? AddressOf(string text) =>
        !StrictAddress.TryParse(text is ['[', .. var inner, ']'] ? inner : text, out IPAddress? address) ? null : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

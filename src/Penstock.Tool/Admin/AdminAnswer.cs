using System.Text;
using Microsoft.AspNetCore.Http;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>Writes one JSON value.</summary>
internal delegate void JsonBody(ref LogLine line);

/// <summary>Writes answers that are made at once.</summary>
internal static class AdminAnswer
{
    public const string Json = "application/json; charset=utf-8";

    public static Task JsonAsync(HttpContext context, JsonBody write, int status = StatusCodes.Status200OK)
    {
        var line = new LogLine(new byte[1024]);
        write(ref line);
        line.Append((byte)'\n');
        return BytesAsync(context, status, Json, line.Buffer.AsMemory(0, line.Written.Length));
    }

    /// <summary>A mistake of the client's, or why something was not done.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string sentence) => JsonAsync(
        context,
        (ref line) =>
        {
            JsonText.Text(ref line, "{\"error\":"u8, sentence);
            line.Append((byte)'}');
        },
        status);

    public static Task TextAsync(HttpContext context, int status, string text) => BytesAsync(context, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static Task BytesAsync(HttpContext context, int status, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}

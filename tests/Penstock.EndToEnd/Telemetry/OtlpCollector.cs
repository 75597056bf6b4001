using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Penstock.EndToEnd.Telemetry;

/// <summary>A collector that keeps what it is sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<OtlpMessage> _messages = new();
    private readonly Task _serving;

    public OtlpCollector(int port)
    {
        Url = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public IReadOnlyCollection<OtlpMessage> Messages => _messages;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _messages.Enqueue(new OtlpMessage(context.Request.Url!.AbsolutePath, context.Request.ContentType, context.Request.Headers["Authorization"], Encoding.Latin1.GetString(body.ToArray())));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}

/// <param name="Path">The signal: <c>/v1/traces</c>.</param>
/// <param name="ContentType">What it says it is.</param>
/// <param name="Authorization">Who it says it is from.</param>
/// <param name="Body">Its bytes, each a character: in protobuf a text is itself.</param>
internal sealed record OtlpMessage(string Path, string? ContentType, string? Authorization, string Body);

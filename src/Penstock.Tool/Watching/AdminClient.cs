using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Penstock.Tool.Watching;

/// <summary>Asks a running proxy by its admin endpoint (<c>docs/admin-api.md</c>).</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    /// <param name="address">Where it is.</param>
    /// <param name="token">What it wants to be told; null for nothing.</param>
    public AdminClient(AdminAddress address, string? token)
    {
        // It is asked directly, whatever proxy the environment names: that one may be the very proxy that is looked at.
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (address.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }

        _http = new HttpClient(handler) { BaseAddress = address.Url, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Asks for a JSON object.</summary>
    /// <exception cref="AdminException">It was not given; the message says why.</exception>
    public async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        return await SayAsync(
            async () =>
            {
                using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, limit.Token);
                return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(limit.Token), default, limit.Token);
            },
            cancellationToken);
    }

    /// <summary>Closes one request or tunnel; false if it had ended already.</summary>
    /// <exception cref="AdminException">It did not work; the message says why.</exception>
    public async Task<bool> CloseAsync(long id, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        return await SayAsync(
            async () =>
            {
                using HttpResponseMessage response = await SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"api/v1/requests/{id}/close"), limit.Token, mayMiss: true);
                return response.StatusCode != HttpStatusCode.NotFound;
            },
            cancellationToken);
    }

    /// <summary>The ticks, one a second, until the proxy has ended.</summary>
    /// <exception cref="AdminException">They were not given, cannot be read, or were not read in time; the message says why.</exception>
    public async IAsyncEnumerable<JsonDocument> TicksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SayAsync(() => SendAsync(HttpMethod.Get, "api/v1/events", cancellationToken), cancellationToken);
        using var events = new ServerSentEvents(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await SayAsync(() => events.ReadAsync(cancellationToken), cancellationToken) is { } one)
        {
            if (one.Name == "dropped")
            {
                throw new AdminException("what it told was not taken in time") { IsEnd = true };
            }

            if (one.Name == "tick")
            {
                yield return await SayAsync(() => Task.FromResult(JsonDocument.Parse(one.Data)), cancellationToken);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken, bool mayMiss = false)
    {
        using var request = new HttpRequestMessage(method, path);
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode || (mayMiss && response.StatusCode == HttpStatusCode.NotFound))
        {
            return response;
        }

        using (response)
        {
            throw new AdminException(response.StatusCode switch
            {
                HttpStatusCode.Unauthorized when _http.DefaultRequestHeaders.Authorization is not null => "the token is not the one that it wants (--token-file; the proxy's is in its --admin-token-file)",
                HttpStatusCode.Unauthorized => "it wants a token: --token-file FILE",
                HttpStatusCode.NotFound => "it does not know what it was asked; is that the admin endpoint of a penstock?",
                var status => string.Create(CultureInfo.InvariantCulture, $"it answered {(int)status}"),
            })
            { IsFinal = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MisdirectedRequest or HttpStatusCode.Forbidden };
        }
    }

    /// <summary>Whatever can go wrong on the way becomes one kind of exception, with a sentence.</summary>
    private static async Task<T> SayAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw new AdminException((e.InnerException ?? e).Message, e);
        }
        catch (JsonException e)
        {
            throw new AdminException("what it answered is not JSON; is that the admin endpoint of a penstock?", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AdminException("it does not answer", e);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        EndPoint endPoint;
        try
        {
            endPoint = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException("the path is longer than that of a socket can be", e);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(Reason(path, e), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // What .NET makes of the system's reasons is said of addresses, and not of files.
    private static string Reason(string path, SocketException e) => e.SocketErrorCode switch
    {
        _ when Directory.Exists(path) => "it is a directory and no socket",
        SocketError.AddressNotAvailable => "there is no such socket",
        SocketError.AccessDenied => "this user may not use the socket",
        SocketError.ConnectionRefused => "nobody listens there (the file is no socket, or left from one)",
        _ => e.Message,
    };
}

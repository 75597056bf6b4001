using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace Penstock.Tool.Teaching;

/// <summary>The client of a lesson about a URL: .NET's own, told to use the proxy, asking once.</summary>
internal sealed class WebClient(LessonOptions options)
{
    // As much of a body as teaches anything.
    private const int MaxBody = 1 << 20;

    /// <summary>For all of it, and so for a server that dribbles: silence is measured by the proxy.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // Longer than the proxy takes to look a name up, and then to connect (10 s each by default): it shall be the one to say what failed.
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(25);

    private readonly CertificateCheck _certificates = new(options.Authorities, options.IsInsecure);
    private SslProtocols? _tls;

    public async Task<ClientReport> AskAsync(Uri uri, EndPoint proxy, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy($"http://{proxy}"),
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = s_connectLimit,
            SslOptions = _certificates.Options,
            PlaintextStreamFilter = (context, _) =>
            {
                _tls = (context.PlaintextStream as SslStream)?.SslProtocol ?? _tls;
                return ValueTask.FromResult(context.PlaintextStream);
            },
        };
        // The client's own limit would end with the head of the answer.
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var request = new HttpRequestMessage(options.Method, uri)
        {
            Version = options.IsHttp11 ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = options.IsHttp11 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.UserAgent.ParseAdd($"penstock-teach/{ProductInfo.Version}");
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            (long bytes, bool isCut) = await CountAsync(await response.Content.ReadAsStreamAsync(limit.Token), limit.Token);
            return Report(ClientEnding.Answered) with
            {
                Status = (int)response.StatusCode,
                Reason = response.ReasonPhrase ?? "",
                Protocol = response.Version.Major > 1 ? $"HTTP/{response.Version.Major}" : $"HTTP/{response.Version.ToString(2)}",
                BodyBytes = bytes,
                IsCut = isCut,
            };
        }
        catch (HttpRequestException e)
        {
            return Report(EndingOf(e));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Report(ClientEnding.TimedOut);
        }
        catch (IOException)
        {
            return Report(ClientEnding.CutOff);
        }
    }

    // Why, the story tells by what passed: the library's own words are about the library.
    private ClientReport Report(ClientEnding ending) => new() { Ending = ending, Tls = _tls, Certificate = _certificates.Seen };

    private ClientEnding EndingOf(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError => ClientEnding.TunnelRefused,
        HttpRequestError.SecureConnectionError => _certificates.Seen?.Problem is null ? ClientEnding.TlsFailed : ClientEnding.CertificateRejected,
        _ => ClientEnding.CutOff,
    };

    private static async Task<(long Bytes, bool IsCut)> CountAsync(Stream body, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        long bytes = 0;
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes += count;
            if (bytes >= MaxBody)
            {
                return (bytes, true);
            }
        }

        return (bytes, false);
    }
}

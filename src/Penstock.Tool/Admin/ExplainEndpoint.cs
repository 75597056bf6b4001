using System.Net;
using Microsoft.AspNetCore.Http;
using Penstock.Http;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>What would become of a request, by the configuration in force.</summary>
internal sealed class ExplainEndpoint(AdminHost host)
{
    // Each makes the rules ready anew and looks names up.
    private const int MostAtOnce = 4;

    private const int MostGroups = 100;

    private readonly SemaphoreSlim _room = new(MostAtOnce);

    public async Task ExplainAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string method = query["method"].ToString() is { Length: > 0 } given ? given : "CONNECT";
        string target = query["target"].ToString();
        IPAddress? client = IPAddress.Loopback;
        string? mistake =
            target.Length == 0 ? "A target is missing: ?method=CONNECT&target=example.com:443."
            : query["client"].ToString() is { Length: > 0 } text && !StrictAddress.TryParse(text, out client) ? "The client is not an address (try 10.1.2.3)."
            : query["group"].Count > MostGroups ? $"There are more than {MostGroups} groups."
            : null;
        if (mistake is not null)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, mistake);
            return;
        }

        var request = new ExplainRequest(method, target)
        {
            Client = client!,
            User = query["user"].ToString() is { Length: > 0 } user ? user : null,
            Groups = [.. query["group"].OfType<string>()],
            Listener = query["listener"].ToString() is { Length: > 0 } listener ? listener : null,
        };
        if (!await _room.WaitAsync(TimeSpan.FromSeconds(5), context.RequestAborted))
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "Others are being explained; try again.");
            return;
        }

        try
        {
            Explanation explanation = await Explanation.OfAsync(host.Proxy.Config, request, host.Time);
            await AdminAnswer.JsonAsync(context, (ref line) =>
            {
                line.Append(explanation.IsAllowed ? "{\"allowed\":true"u8 : "{\"allowed\":false"u8);
                JsonText.Text(ref line, ",\"text\":"u8, explanation.Text);
                line.Append((byte)'}');
            });
        }
        catch (FormatException e)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
        finally
        {
            _room.Release();
        }
    }
}

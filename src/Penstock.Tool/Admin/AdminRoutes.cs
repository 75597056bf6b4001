using System.Globalization;
using Microsoft.AspNetCore.Http;
using Penstock.Tool.Telemetry;

namespace Penstock.Tool.Admin;

/// <summary>Which path is what: everything that docs/admin-api.md lists, in its order.</summary>
internal sealed class AdminRoutes
{
    private const string Requests = "/api/v1/requests/";
    private const string Close = "/close";

    private readonly Dictionary<string, AdminResource> _resources;
    private readonly HashSet<string> _open = ["/healthz", "/readyz"];
    private readonly RequestEndpoints _requests;
    private readonly PageFiles _page = new();

    public AdminRoutes(AdminHost host, AdminServices services)
    {
        _requests = new RequestEndpoints(host.Proxy, host.Time);
        var state = new StateEndpoints(host, services.History);
        var actions = new ActionEndpoints(host);
        var events = new EventEndpoint(services.Events);
        _resources = new()
        {
            ["/api/v1/status"] = new(state.StatusAsync),
            ["/api/v1/requests"] = new(_requests.ListAsync),
            ["/api/v1/history"] = new(state.HistoryAsync),
            ["/api/v1/top"] = new(_requests.TopAsync),
            ["/api/v1/rules"] = new(new RulesEndpoint(host.Proxy).ListAsync),
            ["/api/v1/config"] = new(state.ConfigAsync),
            ["/api/v1/explain"] = new(new ExplainEndpoint(host).ExplainAsync),
            ["/api/v1/events"] = new(events.StreamAsync) { HasHead = false },
            [PrometheusEndpoint.Path] = new(services.Metrics.AnswerAsync),
            ["/healthz"] = new(StateEndpoints.HealthAsync),
            ["/readyz"] = new(state.ReadinessAsync),
            ["/api/v1/close"] = new(Post: actions.CloseMatchingAsync),
            ["/api/v1/reload"] = new(Post: actions.ReloadAsync),
            ["/api/v1/drain"] = new(Post: actions.DrainAsync),
        };
        foreach (string path in _page.Paths)
        {
            _open.Add(path);
            _resources[path] = new(context => _page.SendAsync(context, path));
        }
    }

    /// <summary>Whether a path holds nothing that a stranger may not have: the page itself says nothing of what passes.</summary>
    public bool IsOpen(string path) => _open.Contains(path);

    public Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if ((_resources.GetValueOrDefault(path) ?? OfRequest(path)) is { } resource)
        {
            return resource.AnswerAsync(context);
        }

        return AdminAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "There is nothing by that path.");
    }

    private AdminResource? OfRequest(string path)
    {
        if (!path.StartsWith(Requests, StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<char> number = path.AsSpan(Requests.Length);
        bool isClose = number.EndsWith(Close);
        number = isClose ? number[..^Close.Length] : number;
        return !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? null
            : isClose ? new(Post: context => _requests.CloseAsync(context, id))
            : new(context => _requests.OneAsync(context, id));
    }
}

/// <summary>What lives as long as the endpoint.</summary>
internal sealed record AdminServices(History History, EventHub Events, PrometheusEndpoint Metrics);

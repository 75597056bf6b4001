using System.Net;

namespace Penstock;

/// <summary>A request whose way is to be explained (<see cref="Explanation"/>).</summary>
/// <param name="Method"><c>CONNECT</c>, <c>GET</c> or any other.</param>
/// <param name="Target"><c>host:port</c> for CONNECT, an <c>http://</c> URI for the rest.</param>
public sealed record ExplainRequest(string Method, string Target)
{
    /// <summary>Who asks. Default 127.0.0.1.</summary>
    public IPAddress Client { get; init; } = IPAddress.Loopback;

    /// <summary>As whom it has authenticated; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>Groups that it is in, beside those that <see cref="UsersConfig.GroupFile"/> gives it. Default none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>By which of <see cref="ProxyConfig.Listeners"/> it comes, as it was configured. Default null: the first.</summary>
    public string? Listener { get; init; }
}

namespace Penstock.Tests.Conformance;

/// <summary>What the names in braces stand for while a row is played.</summary>
/// <param name="Origin">The origin's address and port, as a target has them.</param>
/// <param name="Port">Its port alone.</param>
/// <param name="Closed">An address and port where nobody listens.</param>
/// <param name="Proxy">The address and port of the proxy itself.</param>
internal sealed record CasePlaces(string Origin, string Port, string Closed, string Proxy)
{
    /// <summary>For readers of heads, to whom one address is like another.</summary>
    public static CasePlaces Anywhere { get; } = new("127.0.0.1:8080", "8080", "127.0.0.1:1", "127.0.0.1:8088");

    public string? Of(string name) => name switch
    {
        "origin" => Origin,
        "port" => Port,
        "closed" => Closed,
        "proxy" => Proxy,
        _ => null,
    };
}

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Every way in which a client can have something reached: what is decided must not depend on it.</summary>
/// <param name="Name">What the way is called.</param>
/// <param name="Request">The bytes that ask for a host and port that way.</param>
internal sealed record EntryPath(string Name, Func<string, string> Request)
{
    public static IReadOnlyList<EntryPath> All { get; } =
    [
        new("CONNECT", ProxyFixture.Connect),
        new("CONNECT by HTTP/1.0", target => $"CONNECT {target} HTTP/1.0\r\n\r\n"),
        new("GET", target => Plain("GET", target)),
        new("GET by HTTP/1.0", target => $"GET http://{target}/ HTTP/1.0\r\n\r\n"),
        new("GET with another Host", target => $"GET http://{target}/ HTTP/1.1\r\nHost: example.com\r\n\r\n"),
        new("GET in capitals", target => Plain("GET", target.ToUpperInvariant())),
        new("HEAD", target => Plain("HEAD", target)),
        new("OPTIONS", target => Plain("OPTIONS", target)),
        new("TRACE", target => Plain("TRACE", target)),
        new("TRACE that may go on", target => Plain("TRACE", target, "Max-Forwards: 5\r\n")),
        new("PROPFIND", target => Plain("PROPFIND", target)),
        new("an unknown method", target => Plain("BREW", target)),
        new("POST with a length", target => Plain("POST", target, "Content-Length: 4\r\n") + "body"),
        new("POST in chunks", target => Plain("POST", target, "Transfer-Encoding: chunked\r\n") + "4\r\nbody\r\n0\r\n\r\n"),
        new("PUT that waits for 100", target => Plain("PUT", target, "Content-Length: 4\r\nExpect: 100-continue\r\n")),
        new("an upgrade", target => Plain("GET", target, "Connection: Upgrade\r\nUpgrade: websocket\r\n")),
    ];

    public override string ToString() => Name;

    private static string Plain(string method, string target, string fields = "") => $"{method} http://{target}/ HTTP/1.1\r\nHost: {target}\r\n{fields}\r\n";
}

// A proxy inside a program of yours: the example of the README.
using Penstock;

await using var proxy = new ProxyServer(new ProxyConfig { Listeners = [new("127.0.0.1:0")] });
proxy.RequestEnded += r => Console.WriteLine($"{r.Host}:{r.Port} {r.Outcome}: {r.BytesUp} bytes up, {r.BytesDown} down");
await proxy.StartAsync();

Console.WriteLine($"curl -x http://{proxy.Endpoints[0]} https://example.com/   (Enter stops it)");
Console.ReadLine();

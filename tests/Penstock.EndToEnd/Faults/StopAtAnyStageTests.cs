using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>SIGTERM while a request is at each of its stages: the process ends, well and in time, and so does the client's connection.</summary>
public sealed class StopAtAnyStageTests
{
    // Far above the time that ending takes.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(15);

    public static TheoryData<string, string> Stages
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string stage in (string[])
                ["silent", "half a head", "look-up", "dial", "tunnel", "tunnel half closed", "half a body up", "response awaited", "half a head down", "half a body down", "half a chunk down", "kept connection"])
            {
                rows.Add("epoll", stage);
                rows.Add("sockets", stage);
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Stages))]
    public async Task Term_EndsTheProcess_WhateverItsClientsAreAt(string transport, string stage)
    {
        await using Scene scene = await Scene.SetAsync(transport, stage, drain: "300ms");
        scene.Penstock.Send(Signal.Terminate);

        await scene.Penstock.WaitForExitAsync(s_soon);
        await scene.AssertEndedAsync();
    }

    [Theory, MemberData(nameof(Stages))]
    public async Task SecondTerm_EndsItAtOnce_WhateverItsClientsAreAt(string transport, string stage)
    {
        await using Scene scene = await Scene.SetAsync(transport, stage, drain: "10m");
        scene.Penstock.Send(Signal.Terminate);
        await Eventually.TrueAsync(async () => scene.Penstock.HasExited || !await Eventually.CanConnectAsync(scene.Penstock.EndPoint.Port), "it refuses new clients");
        if (!scene.Penstock.HasExited)
        {
            scene.Penstock.Send(Signal.Terminate);
        }

        await scene.Penstock.WaitForExitAsync(s_soon);
        await scene.AssertEndedAsync();
    }

    // The command with one client that has come to a stage and goes no further.
    private sealed class Scene : IAsyncDisposable
    {
        private const string Ok = "HTTP/1.1 200 OK\r\n";

        private readonly List<IDisposable> _things = [];
        private RawPeer? _client;
        private bool _hasAnswer;

        private Scene(PenstockProcess penstock) => Penstock = penstock;

        public PenstockProcess Penstock { get; }

        public static async Task<Scene> SetAsync(string transport, string stage, string drain)
        {
            var dns = new SilentDns(answerRefused: false);
            var scene = new Scene(await PenstockProcess.StartAsync(transport, ["--drain", drain, "--resolver", dns.EndPoint.ToString()]));
            scene._things.Add(dns);
            scene._client = await RawPeer.ConnectAsync(scene.Penstock.EndPoint);
            await scene.PlayAsync(stage, dns);
            return scene;
        }

        // However it ends; but half a response must not look like a whole one, and what had begun is in the log.
        public async Task AssertEndedAsync()
        {
            string rest = "";
            try
            {
                rest = await _client!.ReadToEndAsync();
            }
            catch (System.Net.Sockets.SocketException e)
            {
                Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, e.SocketErrorCode);
            }

            Assert.DoesNotContain("0\r\n\r\n", rest, StringComparison.Ordinal);
            Assert.Equal(_hasAnswer ? 1 : 0, Penstock.AccessLog().Count(line => line.Contains("\" 200 ", StringComparison.Ordinal)));
            Assert.Contains("stopped after ", Penstock.Error, StringComparison.Ordinal);
            Assert.DoesNotMatch("Z (error|crit)", Penstock.Error);
        }

        public async ValueTask DisposeAsync()
        {
            _client?.Dispose();
            _things.ForEach(thing => thing.Dispose());
            await Penstock.DisposeAsync();
        }

        private async Task PlayAsync(string stage, SilentDns dns)
        {
            RawPeer client = _client!;
            switch (stage)
            {
                case "silent":
                    break;
                case "half a head":
                    await client.SendAsync("CONNECT example.test:443 HTTP/1.1\r\nHo");
                    break;
                case "look-up":
                    await client.SendAsync(ProxyFixture.Connect("example.test:443"));
                    await dns.AskedAsync();
                    break;
                case "dial":
                    var hole = await BlackHole.OpenAsync();
                    _things.Add(hole);
                    await client.SendAsync(ProxyFixture.Connect(hole.EndPoint.ToString()));
                    break;
                case "tunnel" or "tunnel half closed":
                    await OpenTunnelAsync(client, halfClose: stage != "tunnel");
                    break;
                default:
                    await AskAsync(client, stage);
                    break;
            }
        }

        private async Task OpenTunnelAsync(RawPeer client, bool halfClose)
        {
            RawOrigin listener = Add(new RawOrigin());
            await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
            RawPeer origin = Add(await listener.AcceptAsync());
            Assert.StartsWith(Ok[..12], await client.ReadHeadAsync(), StringComparison.Ordinal);
            _hasAnswer = true;
            if (halfClose)
            {
                client.FinishSending();
                Assert.Equal("", await origin.ReadToEndAsync());
            }
        }

        private async Task AskAsync(RawPeer client, string stage)
        {
            RawOrigin listener = Add(new RawOrigin());
            string head = $" http://{listener.EndPoint}/ HTTP/1.1\r\nHost: {listener.EndPoint}\r\n";
            await client.SendAsync(stage == "half a body up" ? $"POST{head}Content-Length: 10\r\n\r\n12345" : $"GET{head}\r\n");
            RawPeer origin = Add(await listener.AcceptAsync());
            await origin.ReadHeadAsync();
            switch (stage)
            {
                case "half a body up":
                    await origin.ReadAsync(5);
                    break;
                case "half a head down":
                    await origin.SendAsync(Ok + "Content-Len");
                    break;
                case "half a body down" or "kept connection":
                    await origin.SendAsync(Ok + "Content-Length: 10\r\n\r\n12345" + (stage == "kept connection" ? "67890" : ""));
                    await client.ReadHeadAsync();
                    await client.ReadAsync(stage == "kept connection" ? 10 : 5);
                    _hasAnswer = true;
                    break;
                case "half a chunk down":
                    await origin.SendAsync(Ok + "Transfer-Encoding: chunked\r\n\r\na\r\n12345");
                    await client.ReadHeadAsync();
                    await client.ReadAsync(5);
                    _hasAnswer = true;
                    break;
            }
        }

        private T Add<T>(T thing)
            where T : IDisposable
        {
            _things.Add(thing);
            return thing;
        }
    }
}

using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Teaching;

// Servers that are no web servers, or none that behave.
public sealed partial class TeachTests
{
    [Fact]
    public async Task ServersThatSpeakFirst_AreHeard()
    {
        await using SshServer ssh = await SshServer.StartAsync();
        string story = await TeachAsync([$"127.0.0.1:{ssh.Port}"]);
        AssertSteps(story, "◀─ 200 Connection Established ─", "─ SSH-2.0-OpenSSH", "by the");
        AssertSays(story, "The server speaks first, and in clear");

        await using var smtp = new SmtpServer();
        AssertSteps(await TeachAsync([$"localhost:{smtp.Port}"]), "─ 220 localhost ");
    }

    [Fact]
    public async Task AServerThatWaits_IsLeftAfterTwoSeconds()
    {
        await using ServerProcess redis = await RedisServer.StartAsync();
        string story = await TeachAsync([$"127.0.0.1:{redis.Port}"]);

        AssertSteps(story, "◀─ 200 Connection Established ─", "waits 2 s", "closed by the client after 2.");
        AssertSays(story, "Neither says anything.", "In all 0 bytes up, 0 down.");
    }

    [Theory]
    [InlineData("closed", "and closed it without a word, though nobody had asked it for anything")]
    [InlineData("reset", "and reset it ")] // at once, or without a word: as the proxy comes to see it
    public async Task AServerThatHangsUpAtOnce_IsNoneThatWaits(string how, string words)
    {
        await using var server = new TcpServer((stream, _) =>
        {
            if (how == "reset")
            {
                // The stream would say farewell first.
                stream.Socket.LingerState = new(true, 0);
                stream.Socket.Dispose();
            }

            return Task.CompletedTask;
        });
        string story = await TeachAsync([$"localhost:{server.Port}"], exitCode: 1);

        AssertSays(story, "Why: The server took the connection", words);
        Assert.DoesNotContain("waits 2 s", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatSpeaksWhenItsClientHasFinished_IsHeard()
    {
        await using var server = new TcpServer(async (stream, cancellationToken) =>
        {
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancellationToken);
            await stream.WriteAsync("so be it\n"u8.ToArray(), cancellationToken);
        });
        string story = await TeachAsync([$"localhost:{server.Port}"]);

        AssertSteps(story, "waits 2 s", "─ no more to say ─", "◀─", "─ so be it ─", "closed by the client after 2.");
        AssertSays(story, "Only now does the server speak: 9 bytes, in clear.", "In all 0 bytes up, 9 down.");
        Assert.DoesNotContain("nothing was said", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASilentServer_IsNotWaitedForLongerThanTheProxyDoes()
    {
        await using var server = new TcpServer((stream, cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken));
        string story = await TeachAsync([$"https://localhost:{server.Port}/", "--config", Config("timeouts: { idle: 1s }")], exitCode: 1);

        AssertSteps(story, "─ ClientHello ─", "● ended by me after 1.");
        AssertSays(story, "Nothing had passed for 1s: I wait no longer.", "Why: The server took the connection and the ClientHello, and said nothing.");

        story = await TeachAsync([$"http://localhost:{server.Port}/", "--config", Config("timeouts: { response: 1s }")], exitCode: 1);
        AssertSteps(story, "─ GET / ─", "● waits", "─ 504 Gateway Timeout ─");
        AssertSays(story, "Why: The server took the request, and had not answered after 1s.");
    }

    [Fact]
    public async Task AServerThatNeverAnswers_IsToldFromOneThatBreaksOff()
    {
        var never = new TaskCompletionSource<byte[]?>();
        await using var origin = new HttpsOrigin(otherwise: _ => never.Task);
        string story = await TeachAsync([origin.Url("/"), "--cacert", origin.AuthorityFile, "--config", Config("timeouts: { idle: 1s }")], exitCode: 1);
        never.SetResult(null);

        AssertSteps(story, "checks the certificate", "═ request ═", "● ended by me after 1.");
        AssertSays(story, "I see that something goes, and not whether it is answered", "What the client says: It waited for an answer, and none came in time.");
    }

    [Fact]
    public async Task WhoeverLooksOn_IsToldWhatIsWaitedFor()
    {
        await using var server = new TcpServer((stream, cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken));
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(["teach", $"https://localhost:{server.Port}/", "--config", Config("timeouts: { idle: 5s }")], height: 60);

        await terminal.ShowsAsync($"(waiting for localhost:{server.Port}, which took the connection and has said nothing so far; after 5s of silence I give up)");
        await terminal.ShowsAsync("exit code 1");
    }

    [Fact]
    public async Task AServerWithoutTls_IsFoundOut()
    {
        await using var origin = new TcpServer(async (stream, cancellationToken) =>
        {
            await stream.ReadAtLeastAsync(new byte[5], 5, cancellationToken: cancellationToken);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), cancellationToken);
        });
        string story = await TeachAsync([$"https://127.0.0.1:{origin.Port}/"], exitCode: 1);

        AssertSteps(story, "─ ClientHello ─", "◀", "─ not TLS ─", "after");
        AssertSays(story, "Why: What the server answers the ClientHello is no TLS.", $"penstock teach http://127.0.0.1:{origin.Port}/");
    }

    [Fact]
    public async Task AnAlertOfTheServer_IsNamed_AndIsNoSignOfPlainHttp()
    {
        await using var origin = Answering([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);
        string story = await TeachAsync([$"https://localhost:{origin.Port}/"], exitCode: 1);

        AssertSteps(story, "─ ClientHello ─", "◀", "─ alert: handshake_failure ─", " after");
        AssertSays(story, "Why: The server speaks TLS, and refuses this handshake: its alert is handshake_failure: of what the client offers");
        Assert.DoesNotContain("http://", story, StringComparison.Ordinal);
        Assert.DoesNotContain("xception", story, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("220 mail.example.com ESMTP\r\n", "SMTP", "(STARTTLS)")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "SSH", "")]
    [InlineData("something else\r\n", "something that I do not know", "")]
    public async Task AServerThatSpeaksFirst_IsToldBeforeTheClientsHello(string greeting, string protocol, string words)
    {
        await using var server = new TcpServer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(greeting), cancellationToken);
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        });

        // A client's hello can be quicker than such a server, and then that is what is told.
        string story = "";
        for (int i = 0; i < 30 && !story.Contains("speaks first", StringComparison.Ordinal); i++)
        {
            story = await TeachAsync([$"https://localhost:{server.Port}/"], exitCode: 1);
        }

        AssertSteps(story, "◀─ 200 Connection Established ─", "◀", "─ ClientHello ─", "after");
        AssertSays(story, $"The server speaks first, and in clear: {protocol}. In TLS it is the client that begins.", $"but {protocol}, and it spoke before the client had.", words);
        AssertSays(story, $"What to do: Hear what it says: penstock teach localhost:{server.Port}");
        Assert.DoesNotContain("I did not understand it", story, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "─ closed ─", "and closed it without an answer.")]
    [InlineData("HTTP/1.1 200 OK\r\n", "─ closed ─", "and closed it in the middle of the head of its answer.")]
    [InlineData("what?\r\n\r\n", "─ no answer in HTTP ─", "What the server sent is no answer in HTTP")]
    public async Task ARequestThatWasPassedOn_IsToldSo_WhateverTheAnswer(string answer, string label, string words)
    {
        await using var origin = Answering(System.Text.Encoding.ASCII.GetBytes(answer));
        string story = await TeachAsync([$"http://localhost:{origin.Port}/page"], exitCode: 1);

        AssertSteps(story, "─ TCP connect ─", "─ GET /page ─", label, "─ 502 Bad Gateway ─");
        AssertSays(story, words, "What the server saw: A connection from me, and the request as I wrote it.");
    }
}

using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Teaching;

/// <summary>The command <c>teach</c> against real servers: what it tells is what happened.</summary>
public sealed partial class TeachTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Https_IsToldFromConnectToClose_AndThePathStaysUnseen()
    {
        await using var origin = new HttpsOrigin();
        origin.AddRandom("/secret-page", 20_000);
        string story = await TeachAsync([origin.Url("/secret-page?q=1"), "--cacert", origin.AuthorityFile]);

        AssertSteps(
            story,
            $"─ CONNECT localhost:{origin.Port} ─",
            "look up localhost",
            "─ TCP connect ─",
            "◀─ 200 Connection Established ─",
            "─ ClientHello ─",
            "─ ServerHello ─",
            "═ certificate, Finished ═",
            "checks the certificate",
            "═ request, response ═",
            "by the client after");
        AssertSays(story, "It is for me; I do not pass it on.", "the name localhost (SNI), offers h2 and http/1.1", "In clear: TLS 1.3,", "It is for localhost, by Penstock test authority: the client believes it.");
        AssertSays(story, "What I could not see: the certificate, the path", "What the client knows: GET /secret-page?q=1 over HTTP/1.1 gave 200 OK, a body of 20,000 bytes.");
        string seen = story[story.IndexOf('│', StringComparison.Ordinal)..story.IndexOf("What the client knows", StringComparison.Ordinal)];
        Assert.DoesNotContain("secret-page", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheDocument_ShowsWhatIsPrinted()
    {
        await using var origin = new HttpsOrigin(versions: SslProtocols.Tls13);
        string story = await TeachAsync([origin.Url("/"), "--cacert", origin.AuthorityFile]);
        string page = await File.ReadAllTextAsync(Path.Combine(PenstockCommand.Root(), "docs", "what-happens.md"), TestContext.Current.CancellationToken);
        string shown = page.Split("```")[1];

        Assert.Equal(Labels(story), Labels(shown));
        string[] remarks = ["It is for me; I do not pass it on.", "Only now is there a path.", "I say this, not the server, which has heard nothing of CONNECT.", "What I could not see: the certificate, the path"];
        AssertSays(story, remarks);
        AssertSays(shown, remarks);
    }

    [Fact]
    public async Task Tls12_ShowsItsCertificate()
    {
        await using var origin = new HttpsOrigin(versions: SslProtocols.Tls12);
        string story = await TeachAsync([origin.Url("/"), "--cacert", origin.AuthorityFile, "--http1.1"]);

        AssertSteps(story, "─ ClientHello ─", "─ ServerHello ─", "─ Certificate ─", "═ request, response ═");
        AssertSays(story, "In clear: TLS 1.2,", "In clear, since this is no TLS 1.3: for localhost, by Penstock test authority.", "and the two hellos and the certificate.");
        Assert.DoesNotContain("═ certificate", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateThatNobodyVouchesFor_IsRejectedByTheClient()
    {
        await using var origin = new HttpsOrigin();
        string story = await TeachAsync([origin.Url("/")], exitCode: 1);

        AssertSteps(story, "═ certificate, Finished ═", "checks the certificate", "═ alert ═");
        AssertSays(story, "nobody whom the client trusts vouches for it. It is the client that checks: I cannot", "--insecure any certificate");
        Assert.Empty(origin.Requests);
    }

    [Fact]
    public async Task ACertificateForAnotherName_IsRejectedByTheClient()
    {
        await using var origin = new HttpsOrigin(names: ["other.example"]);
        string story = await TeachAsync([origin.Url("/"), "--cacert", origin.AuthorityFile], exitCode: 1);

        AssertSays(story, "it is made out for other.example, another name than was asked for", "What to do: Ask for the server by a name that its certificate has, or have one made out for localhost. --insecure");
        Assert.DoesNotContain("--cacert FILE", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateThatHasRunOut_IsRejectedByTheClient()
    {
        await using var origin = new HttpsOrigin(days: -2);
        string story = await TeachAsync([origin.Url("/"), "--cacert", origin.AuthorityFile], exitCode: 1);

        string day = TimeProvider.System.GetUtcNow().AddDays(-2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        AssertSays(story, $"It does not believe it: it ran out on {day}.", "What to do: The server needs a new certificate, unless this machine's clock is wrong");
        Assert.DoesNotContain("--cacert FILE", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAuthorityThatDidNotSign_IsNamedAsSuch()
    {
        await using var origin = new HttpsOrigin();
        using var other = new TestCertificates();
        string story = await TeachAsync([origin.Url("/"), "--cacert", other.AuthorityFile], exitCode: 1);

        AssertSays(story, "What --cacert names did not sign it: it takes the certificate of its authority, Penstock test authority.");
    }

    [Fact]
    public async Task Insecure_TakesAnyCertificate_AndSaysThatNobodyHasChecked()
    {
        await using var origin = new HttpsOrigin();
        string story = await TeachAsync([origin.Url("/"), "--insecure", "--method", "head"]);

        AssertSays(story, "(--insecure)", "So nobody has checked who the server is.", "HEAD / over HTTP/1.1 gave 404 Not Found, a body of 0 bytes");
    }

    [Fact]
    public async Task Http_IsReadAndWrittenAnew()
    {
        await using var origin = new HttpOrigin();
        origin.AddRandom("/page", 12_345);
        string story = await TeachAsync([origin.Url("/page")]);

        AssertSteps(story, "─ GET http://127.0.0.1:", "─ TCP connect ─", "─ GET /page ─", "◀", "12,345 bytes of body");
        AssertSays(story, "What I saw: Everything", "What I could not see: Nothing.");
        Assert.Contains("penstock", Assert.Single(origin.Requests).Field("Via"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatIsTooLongForALesson_IsAnAnswer()
    {
        await using var origin = new HttpOrigin();
        origin.AddRandom("/page", 30_000_000);
        string story = await TeachAsync([origin.Url("/page")]);

        AssertSteps(story, "─ GET /page ─", "─ 200 OK ─", "● leaves");
        AssertSays(story, "are enough for a lesson: the client does not wait for the rest.", "The server's answer. I can read it");
    }

    [Fact]
    public async Task AnUnknownName_IsAnsweredByTheProxy()
    {
        // By RFC 6761 it never is one; the resolver that is asked here knows nothing at all.
        string story = await TeachAsync(["https://nosuch.invalid/", "--config", Config("resolver: { servers: [\"127.0.0.1:9\"], timeout: 1s }")], exitCode: 1);

        AssertSteps(story, "─ CONNECT nosuch.invalid:443 ─", "look up nosuch.invalid", "◀───");
        AssertSays(story, "I say this, in clear, and no tunnel begins.", "What the server saw: Nothing: I never turned to it.");
        Assert.DoesNotContain("TCP connect", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedPort_IsToldByTheProxy()
    {
        int port = FreePort.Take();
        string story = await TeachAsync([$"https://127.0.0.1:{port}/"], exitCode: 1);

        AssertSteps(story, $"─ CONNECT 127.0.0.1:{port} ─", "TCP connect: ECONNREFUSED", "─ 502 Bad Gateway ─");
        AssertSays(story, $"Why: Nothing listens at port {port} of 127.0.0.1.");
    }

    [Theory]
    [InlineData("https://a.test/path")]
    [InlineData("http://a.test/path")]
    [InlineData("a.test:22")]
    public async Task ARule_IsNamed(string target)
    {
        string story = await TeachAsync([target, "--config", Config("rules: [{ deny: a.test, because: no tests }]")], exitCode: 1);

        AssertSteps(story, "a.test", "◀─", " 403 Forbidden ─");
        AssertSays(story, "Why: A rule forbids it: ", "teach.yaml:1 (deny a.test, \"no tests\")");
        Assert.Equal(target.StartsWith("https", StringComparison.Ordinal), story.Contains("the path never comes to me", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ThatALessonLogsInNowhere_IsSaidWhereAUserIsWanted()
    {
        CommandResult line = await PenstockCommand.RunAsync(["hash-password", "tester", "--cost", "4"], input: "secret\n");
        _folder.Write("users", line.Output);
        string config = Config("users: { file: users }");
        string story = await TeachAsync(["https://localhost:1/", "--config", config], exitCode: 1);

        AssertSteps(story, "◀ 407 Proxy Authentication");
        AssertSays(story, "cannot be given any. What would become of a user's request: penstock explain --user NAME --config");
    }

    [Fact]
    public async Task Json_IsTheTimeline()
    {
        await using var origin = new HttpsOrigin();
        using JsonDocument timeline = JsonDocument.Parse(await TeachAsync([origin.Url("/"), "--cacert", origin.AuthorityFile, "--json"]));

        Assert.Equal("localhost", timeline.RootElement.GetProperty("tls").GetProperty("sni").GetString());
        Assert.True(timeline.RootElement.GetProperty("stages").GetProperty("server_hello").GetDouble() > 0);
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("https://127.0.0.1/", "--method", "a b")]
    [InlineData("https://127.0.0.1/", "--method", "connect")]
    [InlineData("https://127.0.0.1/", "--cacert", "/nonexistent")]
    [InlineData("https://127.0.0.1/", "--config", "/nonexistent")]
    public async Task AMistake_IsNamed(params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(["teach", .. arguments], exitCode: 64);

        Assert.StartsWith("penstock: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(arguments[^1], result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task WithoutUtf8_ItIsDrawnInAscii()
    {
        await using var origin = new HttpOrigin();
        await using ChildProcess process = PenstockCommand.Start(["teach", origin.Url("/")], new Dictionary<string, string> { ["LANG"] = "en_US.ISO-8859-1" });
        Assert.True(await process.WaitForExitAsync(TimeSpan.FromSeconds(15)), process.Describe());

        Assert.Contains("- GET / ---", process.Output, StringComparison.Ordinal);
        Assert.All(process.Output, c => Assert.True(char.IsAscii(c), $"U+{(int)c:X4}"));
    }

    /// <summary>A server that hears the first bytes, answers, and closes.</summary>
    private static TcpServer Answering(byte[] answer) => new(async (stream, cancellationToken) =>
    {
        await stream.ReadAtLeastAsync(new byte[64 * 1024], 1, cancellationToken: cancellationToken);
        await stream.WriteAsync(answer, cancellationToken);
    });

    private string Config(string text) => _folder.Write("teach.yaml", text + "\n");

    private static async Task<string> TeachAsync(string[] arguments, int exitCode = 0)
    {
        CommandResult result = await PenstockCommand.RunAsync(["teach", .. arguments], exitCode);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        Assert.Equal("", result.Error);
        Assert.All(result.Output.Split('\n').Where(_ => !arguments.Contains("--json")), line => Assert.InRange(line.Length, 0, 110));
        return result.Output;
    }

    // What stands in the diagram, without what it is drawn with, and without ports and times. Whether the client has read the very last bytes when it closes is chance; if not, it resets.
    private static string[] Labels(string story) =>
    [
        .. story.Split('\n').Where(line => line.Contains('│', StringComparison.Ordinal) && line.Length > 15)
            .Select(line => NumberOrUnit().Replace(line[14..Math.Min(line.Length, 79)], "").Trim(' ', '│', '─', '═', '◀', '▶', '●').Replace("reset by", "closed by", StringComparison.Ordinal)).Where(label => label.Length > 0),
    ];

    [GeneratedRegex("[0-9.]+( m?s)?")]
    private static partial Regex NumberOrUnit();

    /// <summary>That these stand in the diagram, in this order.</summary>
    private static void AssertSteps(string story, params string[] labels)
    {
        int at = 0;
        foreach (string label in labels)
        {
            int found = story.IndexOf(label, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"\"{label}\" does not follow in\n{story}");
            at = found + label.Length;
        }
    }

    /// <summary>That the remarks say this, however their lines are broken.</summary>
    private static void AssertSays(string story, params string[] sentences)
    {
        string words = Words(story);
        Assert.All(sentences, sentence => Assert.Contains(sentence, words, StringComparison.Ordinal));
    }

    // Remarks stand behind the diagram, which is 81 columns wide in a file; what follows it is wrapped as a whole.
    private static string Words(string story)
    {
        string[] lines = story.Split('\n');
        IEnumerable<string> texts = lines.Select(line => line.Contains('│', StringComparison.Ordinal) ? (line.Length > 81 ? line[81..] : "") : line);
        return string.Join(' ', string.Join(' ', texts).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}

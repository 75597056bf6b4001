using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class CurlTests
{
    // -q: whatever ~/.curlrc says is not ours.
    private static string[] Arguments(PenstockProcess penstock, params string[] more) =>
        ["-q", "--silent", "--show-error", "--fail", "--proxy", penstock.Url, .. more];

    [Theory, BothTransports]
    public async Task Curl_Gets16MiBOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/16MiB", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();

        await Command.RunAsync("curl", Arguments(penstock, "--cacert", origin.AuthorityFile, "--output", folder["16MiB"], origin.Url("/16MiB")));

        Assert.Equal(hash, Content.HashOfFile(folder["16MiB"]));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    [Theory, BothTransports]
    public async Task Curl_Puts16MiBOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var folder = new TempFolder();
        string hash = folder.WriteRandom("16MiB", 16 << 20);

        await Command.RunAsync("curl", Arguments(penstock, "--cacert", origin.AuthorityFile, "-H", "Expect:", "--upload-file", folder["16MiB"], origin.Url("/put")));

        Assert.Equal(hash, origin.HashOf("/put"));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    [Theory, BothTransports]
    public async Task Curl_ThatDoesNotKnowTheAuthority_RefusesTheServersCertificate(string transport)
    {
        await using var origin = new HttpsOrigin();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        // 60: the peer's certificate cannot be verified (curl(1)). The proxy has nothing to say to it: what curl sees is the server's.
        await Command.RunAsync("curl", Arguments(penstock, origin.Url("/")), exitCode: 60);
    }

    [Theory, BothTransports]
    public async Task Curl_SendsMail_ToAServerThatSpeaksFirst(string transport)
    {
        await using var server = new SmtpServer();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        string message = $"Subject: by way of a tunnel\r\n\r\n.{Convert.ToHexString(Content.Random(400))}\r\nend\r\n";

        await Command.RunAsync(
            "curl",
            Arguments(penstock, "--proxytunnel", "--mail-from", "a@localhost", "--mail-rcpt", "b@localhost", "--upload-file", "-", $"smtp://127.0.0.1:{server.Port}"),
            input: message);

        Assert.Equal(message, server.Message);
        await penstock.StopAfterTunnelToAsync("127.0.0.1", server.Port);
    }
}

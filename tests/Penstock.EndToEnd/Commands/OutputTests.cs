using System.Net.Sockets;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

/// <summary>Where what the command says cannot be written: <c>/dev/full</c> takes nothing, as a full disk, and a descriptor may have been closed by whoever started it.</summary>
public sealed class OutputTests
{
    private const string Full = "> /dev/full";
    private const string Closed = ">&-";

    public static TheoryData<string, string> Commands() => new(
        from output in (string[])[Full, Closed]
        from command in (string[])["--help", "--version", "check penstock.yaml", "explain CONNECT 127.0.0.1:443", "import apache httpd.conf", "hash-password --cost 4"]
        select (output, command));

    [Theory, MemberData(nameof(Commands))]
    public async Task OutputThatCannotBeWritten_EndsWith1_AndASentence(string output, string command)
    {
        using TempFolder folder = Files();

        await using ChildProcess penstock = Start(output, command, folder);

        Assert.True(await penstock.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(penstock.ExitCode == 1, penstock.Describe());
        string[] said = penstock.Error.TrimEnd().Split('\n');
        Assert.StartsWith("penstock: standard output cannot be written: ", said[^1], StringComparison.Ordinal);
        Assert.Equal(command.StartsWith("import", StringComparison.Ordinal) ? 2 : 0, said.Length - 1);
    }

    [Theory]
    [InlineData("2> /dev/full", "import apache httpd.conf", 1)]
    [InlineData("2>&-", "import apache httpd.conf", 1)]
    [InlineData("2> /dev/full", "--listen nonsense", 64)]
    [InlineData("2> /dev/full", "--nonsense", 64)]
    [InlineData("> /dev/full 2>&1", "--version", 1)]
    [InlineData(">&- 2>&-", "--version", 1)]
    public async Task ErrorsThatCannotBeWritten_AreToldByTheExitCode(string output, string command, int exitCode)
    {
        using TempFolder folder = Files();

        await using ChildProcess penstock = Start(output, command, folder);

        Assert.True(await penstock.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(penstock.ExitCode == exitCode, penstock.Describe());
    }

    [Fact]
    public async Task APipeThatNobodyReads_IsNoFailure()
    {
        await using ChildProcess penstock = PenstockCommand.StartUnder(["bash", "-c", "set -o pipefail; \"$@\" | true", "bash"], ["--help"]);

        Assert.True(await penstock.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(penstock.ExitCode == 0, penstock.Describe());
        Assert.Equal("", penstock.Error);
    }

    [Theory]
    [InlineData(Full)]
    [InlineData(Closed)]
    [InlineData("> /dev/full 2>&1")]
    [InlineData(">&- 2>&- <&-")]
    public async Task ABannerThatCannotBeWritten_IsLost_AndTheProxyServes(string output)
    {
        using TempFolder folder = Files();
        string socket = folder["penstock.sock"];

        await using ChildProcess penstock = Start(output, $"run --listen unix:{socket} --admin off --access-log {folder["access.log"]}", folder);
        using (var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await Eventually.TrueAsync(() => penstock.HasExited || TryConnect(client, socket), "it listens");
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(new NetworkStream(client));
            Assert.StartsWith("HTTP/1.1 ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        penstock.Send(Signal.Terminate);
        Assert.True(await penstock.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(penstock.ExitCode == 0, penstock.Describe());
        Assert.Single(await File.ReadAllLinesAsync(folder["access.log"], TestContext.Current.CancellationToken));
    }

    // The file is there a moment before anybody listens at it.
    private static bool TryConnect(Socket client, string path)
    {
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static TempFolder Files()
    {
        var folder = new TempFolder();
        folder.Write("penstock.yaml", "listen: 127.0.0.1:0\n");
        folder.Write("httpd.conf", "Listen 127.0.0.1:8080\nProxyRequests On\n"); // a remark on each line
        folder.Write("password", "secret\n");
        return folder;
    }

    private static ChildProcess Start(string output, string command, TempFolder folder)
    {
        string[] arguments = [.. command.Split(' ').Select(word => word is "penstock.yaml" or "httpd.conf" ? folder[word] : word)];
        return PenstockCommand.StartUnder(["sh", "-c", $"exec \"$@\" < {folder["password"]} {output}", "sh"], arguments);
    }
}

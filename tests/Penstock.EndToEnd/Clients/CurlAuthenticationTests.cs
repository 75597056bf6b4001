using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

/// <summary>curl and htpasswd, with users in files that htpasswd and Penstock itself have written.</summary>
public sealed class CurlAuthenticationTests
{
    [Theory]
    [InlineData("-B")]
    [InlineData("-m")]
    [InlineData("-s")]
    public async Task Curl_WithAUserOfHtpasswd_Passes_AndWithAnother407(string kind)
    {
        using var folder = new TempFolder();
        await Command.RunAsync("htpasswd", ["-c", "-b", kind, folder["users"], "alice", "pass word:\u00e9"]);
        File.WriteAllText(folder["penstock.yaml"], "users: { file: users, realm: house }\n");
        await using var origin = new HttpsOrigin();
        origin.AddRandom("/x", 1000);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--config", folder["penstock.yaml"], "--error-log", folder["errors"]]);
        string[] curl = ["-q", "--silent", "--show-error", "--output", "/dev/null", "--cacert", origin.AuthorityFile, "--proxy", penstock.Url, origin.Url("/x")];

        await Command.RunAsync("curl", [.. curl, "--proxy-user", "alice:pass word:\u00e9"]);
        // It asks without credentials first, and tries again on the same connection.
        CommandResult asked = await Command.RunAsync("curl", [.. curl, "--verbose", "--proxy-anyauth", "--proxy-user", "alice:pass word:\u00e9"]);
        Assert.Contains("Proxy-Authenticate: Basic realm=\"house\"", asked.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Re-using", asked.Error, StringComparison.Ordinal);
        Assert.Equal(1, asked.Error.Split("* Connected to 127.0.0.1 ").Length - 1);
        await Command.RunAsync("curl", [.. curl, "--proxy-user", "alice:wrong"], exitCode: 56);

        await penstock.StopAsync();
        Assert.Contains(penstock.AccessLog(), line => line.StartsWith("127.0.0.1 - alice [", StringComparison.Ordinal));
        Assert.DoesNotContain("wrong", File.ReadAllText(folder["errors"]), StringComparison.Ordinal);
        Assert.Contains(" warn  authentication failed: client 127.0.0.1 user \"alice\"\n", File.ReadAllText(folder["errors"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HashOfPenstock_IsVerifiedByHtpasswd()
    {
        using var folder = new TempFolder();
        CommandResult made = await PenstockCommand.RunAsync(["hash-password", "alice", "--cost", "5"], input: "secret\n");
        File.WriteAllText(folder["users"], made.Output);

        Assert.StartsWith("alice:$2y$05$", made.Output, StringComparison.Ordinal);
        await Command.RunAsync("htpasswd", ["-v", "-b", folder["users"], "alice", "secret"]);
        await Command.RunAsync("htpasswd", ["-v", "-b", folder["users"], "alice", "other"], exitCode: 3);
    }

    [Theory]
    [InlineData("a:b", "x\n", "a user name has no colon")]
    [InlineData("alice", "\n", "a password has 1 to 72 bytes")]
    [InlineData("alice", "", "no password came on standard input")]
    public async Task HashOfWhatCannotBe_IsRefused(string user, string input, string problem)
    {
        CommandResult refused = await PenstockCommand.RunAsync(["hash-password", user], exitCode: 64, input: input);
        Assert.StartsWith($"penstock: {problem}", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fail2ban_MatchesTheLineOfAFailure()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["log"], "2026-11-24T12:00:00.123Z warn  authentication failed: client 192.0.2.7 user \"al?ice\"\n2026-11-24T12:00:01.123Z warn  authentication failed: client 2001:db8::7 user (malformed)\n2026-11-24T12:00:02.123Z info  refused a.test:443 to 192.0.2.8: Denied; authentication failed: client 192.0.2.9 user \"x\"\n");
        CommandResult matched = await Command.RunAsync("fail2ban-regex", [folder["log"], Path.Combine(PenstockCommand.Root(), "docs/fail2ban/filter.d/penstock.conf")]);

        Assert.Contains("Lines: 3 lines, 0 ignored, 2 matched, 1 missed", matched.Output, StringComparison.Ordinal);
    }
}

using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

/// <summary>A mistake on the command line starts nothing, ends with 64 (EX_USAGE), and is answered with what to type.</summary>
public sealed class MistakeTests
{
    private const int Usage = 64;

    [Theory]
    [InlineData("0.0.0.0:0", "--allow 192.168.0.0/16")]
    [InlineData("[::]:0", "--allow 192.168.0.0/16")]
    [InlineData(":0", "--allow 192.168.0.0/16")]
    [InlineData("[fd00::1]:8088", "--allow fd00::/8")]
    public async Task ListeningBeyondLoopback_WithoutAllow_IsRefusedWithWhatToType(string address, string example)
    {
        CommandResult result = await PenstockCommand.RunAsync(["--listen", address], Usage);

        Assert.Contains("can be reached from other machines, so say who may use it", result.Error, StringComparison.Ordinal);
        Assert.Contains(example, result.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was started.", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData("--listen", "8088")]
    [InlineData("--listen", "127.1:8088")]
    [InlineData("--listen", "127.0.0.1:65536")]
    [InlineData("--listen", "unix:")]
    [InlineData("--allow", "10.0.0.0/33")]
    [InlineData("--allow", "everybody")]
    [InlineData("--connect-timeout", "10 sec")]
    [InlineData("--idle-timeout", "0s")]
    [InlineData("--head-timeout", "-1s")]
    [InlineData("--drain", "soon")]
    [InlineData("--resolver", "dns.example")]
    [InlineData("--loops", "0")]
    [InlineData("--loops", "many")]
    [InlineData("--max-head", "1")]
    [InlineData("--max-target", "100000")]
    [InlineData("--max-connections-per-client", "0")]
    [InlineData("--response-timeout", "0")]
    [InlineData("--body-timeout", "often")]
    [InlineData("--origin-idle", "2h")]
    [InlineData("--via", "maybe")]
    [InlineData("--via-name", "a proxy")]
    [InlineData("--forwarded", "yes")]
    public async Task AValueThatCannotBeUsed_IsNamed(string option, string value)
    {
        CommandResult result = await PenstockCommand.RunAsync([option, value], Usage);

        Assert.Matches("^penstock: .*\\bNothing was started\\.", result.Error.ReplaceLineEndings(" "));
        string word = option.TrimStart('-').Split('-')[^1];
        Assert.True(
            result.Error.Contains(value, StringComparison.Ordinal) || result.Error.Contains(word, StringComparison.Ordinal),
            $"Neither the value nor the option is named: {result.Error}");
    }

    [Fact]
    public async Task SeveralMistakes_AreAllToldAtOnce()
    {
        CommandResult result = await PenstockCommand.RunAsync(
            ["--listen", "nowhere", "--allow", "10.0.0.0/33", "--connect-timeout", "10 sec", "--loops", "many"], Usage);

        string[] named = ["nowhere", "10.0.0.0/33", "10 sec", "many"];
        Assert.All(named, value => Assert.Contains(value, result.Error, StringComparison.Ordinal));
        Assert.Equal(4, result.Error.Split('\n').Count(line => line.StartsWith("penstock: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--lisen", "127.0.0.1:0")]
    [InlineData("serve")]
    [InlineData("--listen")]
    public async Task WhatItDoesNotKnow_IsNamed(params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(arguments, Usage);

        Assert.Contains(arguments[0], result.Error, StringComparison.Ordinal);
    }
    [Theory]
    [InlineData("--config", "--config", "")]
    [InlineData("--apache", "--apache", "")]
    [InlineData("--define", "-D", "")]
    [InlineData("--listen", "--listen", "")]
    [InlineData("--access-log", "--access-log", "")]
    [InlineData("--error-log", "--error-log", " ")]
    [InlineData("--admin-token-file", "--admin-token-file", "")]
    [InlineData("FILE", "check", "")]
    [InlineData("TARGET", "explain", "GET", "")]
    [InlineData("--user", "explain", "GET", "http://a/", "--user", "")]
    [InlineData("--config", "explain", "GET", "http://a/", "--config", "")]
    [InlineData("FILE", "import", "apache", "")]
    [InlineData("--output", "import", "apache", "httpd.conf", "-o", "")]
    [InlineData("USER", "hash-password", "")]
    [InlineData("--cost", "hash-password", "--cost", "")]
    [InlineData("--method", "teach", "http://a/", "--method", "")]
    [InlineData("--cacert", "teach", "http://a/", "--cacert", "")]
    [InlineData("--config", "teach", "http://a/", "--config", "")]
    [InlineData("--token-file", "watch", "--token-file", "")]
    public async Task AnEmptyValue_IsNone(string name, params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(arguments, Usage);

        Assert.Equal($"penstock: {name}: its value is empty\nNothing was started. penstock --help shows all options.\n", result.Error);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData("the configuration file /tmp", "--config", "/tmp")]
    [InlineData("/tmp", "--apache", "/tmp")]
    [InlineData("--access-log", "--access-log", "/tmp")]
    [InlineData("--error-log", "--error-log", "/tmp")]
    [InlineData("--admin-token-file", "--admin-token-file", "/tmp")]
    [InlineData("/tmp", "check", "/tmp")]
    [InlineData("/tmp", "explain", "GET", "http://a/", "--config", "/tmp")]
    [InlineData("/tmp", "import", "apache", "/tmp")]
    [InlineData("--cacert", "teach", "http://a/", "--cacert", "/tmp")]
    [InlineData("--config", "teach", "http://a/", "--config", "/tmp")]
    [InlineData("--token-file", "watch", "--token-file", "/tmp")]
    public async Task ADirectory_IsNoFile(string name, params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(arguments, Usage);

        Assert.Contains(name, result.Error, StringComparison.Ordinal);
        Assert.Contains("is a directory", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bogus is no option of penstock teach", "teach", "--bogus", "http://a/")]
    [InlineData("--bogus is no option of penstock teach", "teach", "http://a/", "--bogus")]
    [InlineData("--htp1.1 is no option of penstock teach (did you mean --http1.1?)", "teach", "--htp1.1", "http://a/")]
    [InlineData("--metod is no option of penstock teach (did you mean --method?)", "teach", "--metod=GET", "http://a/")]
    [InlineData("-x is no option of penstock check", "check", "-x", "penstock.yaml")]
    [InlineData("--cleint is no option of penstock explain (did you mean --client?)", "explain", "--cleint", "10.0.0.1", "GET", "http://a/")]
    [InlineData("--bogus is no option of penstock import", "import", "--bogus", "apache", "httpd.conf")]
    [InlineData("--bogus is no option of penstock hash-password", "hash-password", "--bogus")]
    [InlineData("--bogus is no option of penstock watch", "watch", "--bogus", "127.0.0.1:1")]
    [InlineData("--lisen is no option of penstock (did you mean --listen?)", "--lisen", "127.0.0.1:0")]
    [InlineData("--lisen is no option of penstock run (did you mean --listen?)", "run", "--lisen", "127.0.0.1:0")]
    public async Task AnUnknownOption_IsBlamed_AndNothingElse(string sentence, params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(arguments, Usage);

        Assert.Equal($"penstock: {sentence}\nNothing was started. penstock --help shows all options.\n", result.Error);
    }

    [Fact]
    public async Task WhatFollowsTwoDashes_IsNoOption()
    {
        CommandResult result = await PenstockCommand.RunAsync(["check", "--", "--bogus"], Usage);

        Assert.StartsWith("penstock: --bogus cannot be read: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheAdminEndpoint_WhereTheProxyIsToListen_IsNotBlamedOnAnotherProgram()
    {
        int port = FreePort.Take();
        CommandResult result = await PenstockCommand.RunAsync(["--no-config", "--listen", $"127.0.0.1:{port}", "--admin", $"127.0.0.1:{port}"], Usage);

        Assert.Contains($"the admin endpoint cannot listen on 127.0.0.1:{port}: the proxy itself is to listen there; choose another with --admin", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--admin", "the admin endpoint cannot listen on unix:")]
    [InlineData("--listen", "cannot listen on unix:")]
    public async Task ASocketInAFolderThatIsNotThere_IsToldSo(string option, string words)
    {
        using var folder = new TempFolder();
        string[] others = option == "--admin" ? ["--listen", "127.0.0.1:0"] : ["--admin", "off"];
        CommandResult result = await PenstockCommand.RunAsync(["--no-config", .. others, option, $"unix:{folder["none"]}/x.sock"], exitCode: 1);

        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Contains($"there is no directory {folder["none"]}; choose another", result.Error, StringComparison.Ordinal);
    }
}

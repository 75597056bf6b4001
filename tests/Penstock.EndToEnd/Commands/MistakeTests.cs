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
}

using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("run", "--help")]
    public async Task Help_ShowsEveryOptionOfRun(params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(arguments);

        string[] options =
        [
            "--listen", "--allow", "--connect-timeout", "--idle-timeout", "--head-timeout", "--drain", "--resolver", "--access-log", "--error-log", "--verbose", "--loops",
            "--max-head", "--max-target", "--version",
        ];
        Assert.All(options, option => Assert.Contains(option, result.Output, StringComparison.Ordinal));
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("teach", "--insecure", "--cacert", "--method", "--http1.1", "--config", "--json")]
    [InlineData("watch", "--token-file", "--plain")]
    public async Task Help_OfACommand_ShowsItsOptions_WhateverElseIsMissing(string command, params string[] options)
    {
        string help = (await PenstockCommand.RunAsync([command, "--help"])).Output;

        Assert.Contains($"penstock {command} ", help, StringComparison.Ordinal);
        Assert.All(options, option => Assert.Contains(option, help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_FitsATerminal()
    {
        CommandResult result = await PenstockCommand.RunAsync(["--help"]);

        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        CommandResult result = await PenstockCommand.RunAsync(["--version"]);

        Assert.Matches(@"^penstock [0-9]+\.[0-9]+\.[0-9]+\n\z", result.Output);
        Assert.Equal("", result.Error);
    }
}

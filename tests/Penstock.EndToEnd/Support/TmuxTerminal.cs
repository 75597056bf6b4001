namespace Penstock.EndToEnd.Support;

/// <summary>The command in a terminal: tmux is the screen that it draws on, and the keyboard.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private TmuxTerminal()
    {
    }

    private string[] Tmux => ["tmux", "-S", _folder["socket"], "-f", "/dev/null"];

    public static async Task<TmuxTerminal> StartAsync(string[] arguments, int width = 120, int height = 20)
    {
        var terminal = new TmuxTerminal();
        // The shell stays when the command has ended, and says how.
        await using ChildProcess start = PenstockCommand.StartUnder(
            [.. terminal.Tmux, "new-session", "-d", "-x", $"{width}", "-y", $"{height}", "sh", "-c", "\"$@\"; echo exit code $?; read line", "sh"], arguments);
        Assert.True(await start.WaitForExitAsync(TimeSpan.FromSeconds(15)), start.Describe());
        Assert.True(start.ExitCode == 0, start.Describe());
        return terminal;
    }

    /// <summary>Presses keys, by tmux's names: <c>Enter</c>, <c>Down</c>, <c>q</c>.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    /// <summary>Types a text.</summary>
    public Task TypeAsync(string text) => RunAsync(["send-keys", "-l", text]);

    public Task ResizeAsync(int width, int height) => RunAsync(["resize-window", "-x", $"{width}", "-y", $"{height}"]);

    /// <summary>What stands on the screen, line by line.</summary>
    public async Task<string> ScreenAsync() => await RunAsync(["capture-pane", "-p"]);

    /// <summary>Waits until the screen shows a text.</summary>
    public async Task ShowsAsync(string text)
    {
        string screen = "";
        try
        {
            await Eventually.TrueAsync(async () => (screen = await ScreenAsync()).Contains(text, StringComparison.Ordinal), $"the terminal shows \"{text}\"");
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine(screen);
        }
    }

    /// <summary>Waits for the command's end, which must be a good one and leave the screen as it was.</summary>
    public async Task EndsAsync()
    {
        await ShowsAsync("exit code 0");
        Assert.StartsWith("exit code 0", await ScreenAsync(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await using (var end = new ChildProcess(RealTool.Find("tmux"), [.. Tmux[1..], "kill-server"]))
        {
            await end.WaitForExitAsync(TimeSpan.FromSeconds(15));
        }

        _folder.Dispose();
    }

    private async Task<string> RunAsync(string[] arguments) => (await Command.RunAsync("tmux", [.. Tmux[1..], .. arguments])).Output;
}

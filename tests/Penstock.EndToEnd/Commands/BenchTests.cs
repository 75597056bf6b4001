using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

/// <summary>The driver of bench/run, in miniature: whether it measures, not what.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task Compare_MeasuresTheFloorAndPenstock_AndLeavesNothingBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        using var folder = new TempFolder();
        string temporary = Directory.CreateDirectory(folder["tmp"]).FullName;
        await Command.RunAsync("gcc", ["-Wall", "-Wextra", "-Werror", "-o", folder["floor"], Path.Combine(PenstockCommand.Root(), "bench/floor.c")]);

        CommandResult result = await Command.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "Penstock.Bench"),
            [
                "compare", "--root", folder.Path, "--floor", folder["floor"], "--penstock", PenstockCommand.Program,
                "--before", PenstockCommand.Program, "--only", "floor,before,penstock,penstock-seen", "--rounds", "1", "--scale", "0.002", "--warm-up", "10",
            ],
            new Dictionary<string, string> { ["TMPDIR"] = temporary },
            limit: TimeSpan.FromMinutes(3));

        Assert.Matches(@"(?m)^\| floor \| .* \| 0 \|$", result.Output);
        Assert.Matches(@"(?m)^\| \*\*Penstock\*\* \| .* \| 0 \|$", result.Output);
        string[] samples = await File.ReadAllLinesAsync(folder["artifacts/bench/samples.csv"], TestContext.Current.CancellationToken);
        foreach (string load in (string[])["tunnels", "down", "up", "round-trips", "gets", "large-gets", "idle"])
        {
            string rates = Assert.Single(samples, line => line.StartsWith($"penstock,{load} a second,", StringComparison.Ordinal));
            Assert.Matches(@",[0-9.]*[1-9][0-9.]*$", rates);
        }

        Assert.All((string[])["penstock-seen", "before"], name => Assert.Contains(samples, line => line.StartsWith($"{name},get,", StringComparison.Ordinal)));
        Assert.Contains(samples, line => line.StartsWith("floor,tunnel,", StringComparison.Ordinal));
        Assert.DoesNotContain(samples, line => line.StartsWith("floor,get,", StringComparison.Ordinal));
        Assert.Contains("</svg>", await File.ReadAllTextAsync(folder["artifacts/bench/bench-peers.svg"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(temporary));
    }
}

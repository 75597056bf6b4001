using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.EndToEnd.Support;

/// <summary>What the command says as it ends: how much it has done, and by which way bytes passed.</summary>
internal sealed partial record Totals(int Requests, int Tunnels, double Copied, double Spliced)
{
    /// <summary>Of a command that has stopped.</summary>
    public static Totals Of(PenstockProcess penstock)
    {
        Match line = Line().Match(penstock.Error);
        Assert.True(line.Success, penstock.Error);
        return new Totals(Number(line, 1), Number(line, 2), Bytes(line, 3), Bytes(line, 5));
    }

    private static int Number(Match line, int group) => int.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    private static double Bytes(Match line, int group)
    {
        double number = double.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);
        return number * Math.Pow(1024, Array.IndexOf(["B", "KiB", "MiB", "GiB"], line.Groups[group + 1].Value));
    }

    [GeneratedRegex(@"^stopped after ([0-9]+) requests, ([0-9]+) tunnels; ([0-9.]+) (\w+) copied, ([0-9.]+) (\w+) spliced\s*\z", RegexOptions.Multiline)]
    private static partial Regex Line();
}

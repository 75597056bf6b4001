using System.Globalization;
using System.Text;
using Penstock.Bench.Peers;
using Penstock.Bench.Running;

namespace Penstock.Bench.Reporting;

/// <summary>A growth as a table, as a chart, and as an answer to whether it is held within its bound.</summary>
internal static class GrowthReport
{
    /// <summary>From 10 to 1,000 tunnels, CPU for each unit may not grow by more.</summary>
    public const double Bound = 1.15;

    private static readonly (string Growth, string StepTitle, int[] Steps, (Measure Measure, string[] Of)[] Lines)[] s_parts =
    [
        (Growth.Tunnels, "tunnels open", Growth.TunnelSteps, [(Measure.RoundTrip, [PenstockPeers.Name, Floor.Name]), (Measure.Tunnel, [PenstockPeers.Name, Floor.Name])]),
        (Growth.Rules, "rules", Growth.RuleSteps, [(Measure.Tunnel, [PenstockPeers.Name])]),
        (Growth.Loops, "loops", Growth.LoopSteps, [(Measure.Tunnel, [PenstockPeers.Name]), (Measure.RoundTrip, [PenstockPeers.Name])]),
    ];

    public static string Table(Samples samples)
    {
        var text = new StringBuilder();
        foreach ((string growth, string stepTitle, int[] steps, (Measure, string[])[] lines) in s_parts)
        {
            text.Append(ComparisonTable.Head(stepTitle, [.. steps.Select(Count)]));
            foreach ((Measure measure, string[] names) in lines)
            {
                foreach (string name in names)
                {
                    ComparisonTable.AppendRow(
                        text,
                        $"{Title(name)}: {measure.Title}",
                        steps.Select(step => samples.Of(name, Growth.Key(growth, measure, step)) is { } value
                            ? ComparisonTable.WithSpread(value, "0.0")
                            : "–"));
                }
            }

            text.Append('\n');
        }

        return text.Append(Verdict(samples)).Append('\n').ToString();
    }

    /// <summary>How much a unit costs at 1,000 tunnels, by what it costs at 10.</summary>
    public static double? FromTenToThousand(Samples samples, Measure measure) =>
        samples.Of(PenstockPeers.Name, Growth.Key(Growth.Tunnels, measure, 1_000)) is { } thousand
        && samples.Of(PenstockPeers.Name, Growth.Key(Growth.Tunnels, measure, 10)) is { Median: > 0 } ten
            ? thousand.Median / ten.Median
            : null;

    public static string Chart(Samples samples, string subtitle)
    {
        Panel[] panels =
        [
            .. s_parts.SelectMany(part => part.Lines.Select(line => new Panel(
                $"{line.Measure.Title}, by {part.StepTitle}",
                part.StepTitle,
                [.. part.Steps.Select(Count)],
                [.. line.Of.Select(name => new Series(
                    Title(name),
                    name == Floor.Name ? "floor" : "ours",
                    [.. part.Steps.Select(step => samples.Of(name, Growth.Key(part.Growth, line.Measure, step))?.Median)],
                    HasValues: name != Floor.Name))]))),
        ];
        return LineChart.Draw("What a unit costs as there is more of everything", subtitle, panels);
    }

    private static string Verdict(Samples samples)
    {
        string Of(Measure measure, string of) => FromTenToThousand(samples, measure) is { } ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} for {of} ({(ratio <= Bound ? "within" : "outside")} {Bound:0.00})")
            : $"not measured for {of}";
        return $"From 10 to 1,000 tunnels: {Of(Measure.RoundTrip, "a round trip")}, {Of(Measure.Tunnel, "a tunnel's life")}.";
    }

    private static string Title(string name) => name == PenstockPeers.Name ? "Penstock" : name;

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

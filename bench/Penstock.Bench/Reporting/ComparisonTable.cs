using System.Globalization;
using System.Text;
using Penstock.Bench.Peers;
using Penstock.Bench.Running;

namespace Penstock.Bench.Reporting;

/// <summary>A comparison as one Markdown table in three parts: what each costs, that as ratios to the floor, and Penstock as ratios to each.</summary>
internal static class ComparisonTable
{
    private const string Nothing = "–";

    /// <param name="rows">Proxies by their names in <paramref name="samples"/>, and their titles.</param>
    /// <param name="samples">What was measured.</param>
    public static string Full(IReadOnlyList<(string Name, string Title)> rows, Samples samples)
    {
        Measure[] measures = Measured(rows, samples);
        StringBuilder text = Head("proxy", [.. measures.Select(measure => measure.Title), "errors"]);
        foreach ((string name, string title) in rows)
        {
            string[] cells = [.. measures.Select(measure => samples.Of(name, measure.Key) is { } value ? WithSpread(value, measure.Format) : Nothing)];
            AppendRow(text, Emphasized(name, title), [.. cells, samples.Errors(name).ToString(CultureInfo.InvariantCulture)]);
        }

        AppendRatios(text, "**ratio to the floor**", rows, measures, (name, measure) => measure.HasFloor ? Ratio(samples, name, Floor.Name, measure) : null);
        (string Name, string Title)[] others = [.. rows.Where(row => row.Name != Floor.Name && !row.Name.StartsWith(PenstockPeers.Name, StringComparison.Ordinal))];
        AppendRatios(text, "**Penstock's ratio to**", others, measures, (name, measure) => Ratio(samples, PenstockPeers.Name, name, measure));
        return text.ToString();
    }

    /// <summary>The medians of what is asked for, for a first page.</summary>
    public static string Short(IReadOnlyList<(string Name, string Title)> rows, Samples samples, Measure[] measures)
    {
        StringBuilder text = Head("proxy", [.. measures.Select(measure => measure.Title)]);
        foreach ((string name, string title) in rows)
        {
            AppendRow(text, Emphasized(name, title), [.. measures.Select(measure => samples.Of(name, measure.Key) is { } value ? Number(value.Median, measure) : Nothing)]);
        }

        return text.ToString();
    }

    /// <summary>One proxy's median by another's; null if either has none.</summary>
    public static double? Ratio(Samples samples, string of, string to, Measure measure) =>
        samples.Of(of, measure.Key) is { } above && samples.Of(to, measure.Key) is { Median: > 0 } below ? above.Median / below.Median : null;

    private static Measure[] Measured(IReadOnlyList<(string Name, string Title)> rows, Samples samples) =>
        [.. Measure.All.Where(measure => rows.Any(row => samples.Of(row.Name, measure.Key) is not null))];

    private static void AppendRatios(
        StringBuilder text, string title, IReadOnlyList<(string Name, string Title)> rows, Measure[] measures, Func<string, Measure, double?> ratio)
    {
        (string Title, double?[] Ratios)[] filled =
        [
            .. rows.Select(row => (Emphasized(row.Name, row.Title), Ratios: measures.Select(measure => ratio(row.Name, measure)).ToArray()))
                .Where(row => row.Ratios.Any(value => value is not null and not 1)),
        ];
        if (filled.Length == 0)
        {
            return;
        }

        AppendRow(text, title, [.. Enumerable.Repeat("", measures.Length + 1)]);
        foreach ((string name, double?[] ratios) in filled)
        {
            AppendRow(text, name, [.. ratios.Select(value => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? Nothing), ""]);
        }
    }

    private static string Number(double value, Measure measure) => value.ToString(measure.Format, CultureInfo.InvariantCulture);

    private static string Emphasized(string name, string title) => name == PenstockPeers.Name ? $"**{title}**" : title;

    /// <summary>A median and its spread, which one round does not have.</summary>
    internal static string WithSpread(Statistics value, string format)
    {
        string median = value.Median.ToString(format, CultureInfo.InvariantCulture);
        return value.Count == 1 ? median : string.Create(CultureInfo.InvariantCulture, $"{median} ±{value.Spread * 100:0}%");
    }

    internal static StringBuilder Head(string first, IReadOnlyCollection<string> columns)
    {
        var text = new StringBuilder();
        AppendRow(text, first, columns);
        text.Append('|').Insert(text.Length, "---|", columns.Count + 1).Append('\n');
        return text;
    }

    internal static void AppendRow(StringBuilder text, string first, IEnumerable<string> cells) => text.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", cells)} |\n");
}

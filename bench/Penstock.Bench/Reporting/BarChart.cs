using System.Globalization;
using Penstock.Bench.Peers;
using Penstock.Bench.Running;

namespace Penstock.Bench.Reporting;

/// <summary>A comparison as bars: a panel for each number, a bar for each proxy, shorter being better.</summary>
internal static class BarChart
{
    private const int Columns = 2;
    private const int PanelWidth = 440;
    private const int NameWidth = 150;
    private const int ValueWidth = 60;
    private const int BarHeight = 14;
    private const int RowHeight = 20;
    private const int Margin = 20;
    private const int HeadHeight = 64;

    public static string Draw(IReadOnlyList<(string Name, string Title)> rows, Samples samples, Measure[] measures, string subtitle)
    {
        Measure[] drawn = [.. measures.Where(measure => rows.Any(row => samples.Of(row.Name, measure.Key) is not null))];
        int panelHeight = (rows.Count * RowHeight) + 44;
        int lines = (drawn.Length + Columns - 1) / Columns;
        var page = new SvgPage((Columns * PanelWidth) + (2 * Margin), HeadHeight + (lines * panelHeight) + Margin, "What proxies cost for the same load");
        page.Text(Margin, 28, "What proxies cost for the same load: shorter is better", size: 16, bold: true);
        page.Text(Margin, 48, subtitle, "faint");
        for (int i = 0; i < drawn.Length; i++)
        {
            DrawPanel(page, Margin + (i % Columns * PanelWidth), HeadHeight + (i / Columns * panelHeight), rows, samples, drawn[i]);
        }

        return page.ToString();
    }

    private static void DrawPanel(SvgPage page, int x, int y, IReadOnlyList<(string Name, string Title)> rows, Samples samples, Measure measure)
    {
        page.Text(x, y + 18, measure.Title, bold: true, size: 13);
        double longest = rows.Max(row => samples.Of(row.Name, measure.Key)?.Median ?? 0);
        double scale = (PanelWidth - NameWidth - ValueWidth - Margin) / Math.Max(longest, double.Epsilon);
        int barX = x + NameWidth;
        for (int i = 0; i < rows.Count; i++)
        {
            (string name, string title) = rows[i];
            int rowY = y + 30 + (i * RowHeight);
            bool isOurs = name == PenstockPeers.Name;
            page.Text(barX - 8, rowY + 11, title, "ink", "end", 12, isOurs);
            if (samples.Of(name, measure.Key) is not { } value)
            {
                page.Text(barX, rowY + 11, "not measured", "faint", size: 11);
                continue;
            }

            page.Bar(barX, rowY, value.Median * scale, BarHeight, Kind(name));
            page.Text(barX + Math.Max(1, value.Median * scale) + 6, rowY + 11, value.Median.ToString(measure.Format, CultureInfo.InvariantCulture), bold: isOurs);
        }
    }

    private static string Kind(string name) => name switch
    {
        Floor.Name => "floor",
        _ when name.StartsWith(PenstockPeers.Name, StringComparison.Ordinal) => "ours",
        _ => "peer",
    };
}

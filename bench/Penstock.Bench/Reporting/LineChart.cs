using System.Globalization;

namespace Penstock.Bench.Reporting;

/// <summary>What something costs as something else grows: panels with a point for each step, the steps side by side whatever their size, from zero up.</summary>
internal static class LineChart
{
    private const int Columns = 2;
    private const int PanelWidth = 440;
    private const int PanelHeight = 230;
    private const int Margin = 20;
    private const int HeadHeight = 64;
    private const int AxisWidth = 44;

    public static string Draw(string title, string subtitle, IReadOnlyList<Panel> panels)
    {
        int lines = (panels.Count + Columns - 1) / Columns;
        var page = new SvgPage((Columns * PanelWidth) + (2 * Margin), HeadHeight + (lines * PanelHeight) + Margin, title);
        page.Text(Margin, 28, title, size: 16, bold: true);
        page.Text(Margin, 48, subtitle, "faint");
        for (int i = 0; i < panels.Count; i++)
        {
            DrawPanel(page, Margin + (i % Columns * PanelWidth), HeadHeight + (i / Columns * PanelHeight), panels[i]);
        }

        return page.ToString();
    }

    /// <summary>A round number at or above <paramref name="value"/>, for the end of an axis: 1, 2, 4, 5 or 8 times a power of ten.</summary>
    internal static double RoundUp(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-6))));
        return ((double[])[1, 2, 4, 5, 8, 10]).First(step => step * power >= value * 0.999999) * power;
    }

    private static void DrawPanel(SvgPage page, int x, int y, Panel panel)
    {
        page.Text(x, y + 18, panel.Title, bold: true, size: 13);
        (double left, double right) = (x + AxisWidth, x + PanelWidth - (2 * Margin));
        (double top, double bottom) = (y + 52, y + PanelHeight - 40);
        double most = RoundUp(panel.Series.SelectMany(series => series.Values).Max() ?? 1);
        for (int i = 0; i <= 2; i++)
        {
            double lineY = bottom - (i * (bottom - top) / 2);
            page.Rule(left, lineY, right, lineY);
            page.Text(left - 6, lineY + 4, (most * i / 2).ToString("0.##", CultureInfo.InvariantCulture), "faint", "end", 11);
        }

        double step = (right - left) / panel.Steps.Count;
        double At(int index) => left + (step * (index + 0.5));
        for (int i = 0; i < panel.Steps.Count; i++)
        {
            page.Text(At(i), bottom + 16, panel.Steps[i], "faint", "middle", 11);
        }

        page.Text((left + right) / 2, bottom + 32, panel.StepTitle, "faint", "middle", 11);
        double legendX = left;
        foreach (Series series in panel.Series)
        {
            page.Dot(legendX + 4, y + 34, series.Kind);
            page.Text(legendX + 12, y + 38, series.Title, size: 11);
            legendX += 24 + (6.2 * series.Title.Length);

            (double X, double Y, double Value)[] points =
            [
                .. series.Values.Index().Where(entry => entry.Item is not null)
                    .Select(entry => (At(entry.Index), bottom - (entry.Item!.Value / most * (bottom - top)), entry.Item.Value)),
            ];
            page.Line(points.Select(point => (point.X, point.Y)), series.Kind);
            foreach ((double pointX, double pointY, double value) in points)
            {
                page.Dot(pointX, pointY, series.Kind);
                if (series.HasValues)
                {
                    page.Text(pointX, pointY - 8, value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture), "ink", "middle", 11);
                }
            }
        }
    }
}

/// <summary>One panel: what is on its axis, and the lines.</summary>
internal sealed record Panel(string Title, string StepTitle, IReadOnlyList<string> Steps, IReadOnlyList<Series> Series);

/// <summary>One line; a value that is missing has no point. <paramref name="HasValues"/> writes each beside its point.</summary>
internal sealed record Series(string Title, string Kind, IReadOnlyList<double?> Values, bool HasValues = false);

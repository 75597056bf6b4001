using System.Text;

namespace Penstock.Bench.Reporting;

/// <summary>The tables that BenchmarkDotNet leaves, one a class, as one without its remarks.</summary>
internal static class MicroTable
{
    private static readonly string[] s_kept = ["Method", "Names", "Mean", "Allocated"];

    public static string Of(IEnumerable<string> reports)
    {
        StringBuilder text = ComparisonTable.Head("what", ["of", "time", "allocated"]);
        foreach (string report in reports)
        {
            string[][] rows = [.. report.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Trim('|', '\r').Split('|', StringSplitOptions.TrimEntries))];
            int[] columns = [.. s_kept.Select(name => rows is [var head, ..] ? Array.IndexOf(head, name) : -1)];
            foreach (string[] row in rows.Skip(2).Where(row => row[columns[0]].Length > 0))
            {
                string[] cells = [.. columns.Select(column => column < 0 ? "" : row[column].Replace("**", "", StringComparison.Ordinal))];
                ComparisonTable.AppendRow(text, cells[0], cells[1..]);
            }
        }

        return text.ToString();
    }
}

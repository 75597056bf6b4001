using System.Net;
using Penstock.Tests.Conformance;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>
/// The same rows against a proxy that already runs, as a table: for comparing proxies, not for judging one. Run it by name:
/// <code>PENSTOCK_PEER=127.0.0.1:3128 PENSTOCK_PEER_TABLE=squid.md Penstock.EndToEnd -explicit only -class '*ConformanceTableTests'</code>
/// The peer must be one that may connect to 127.0.0.1. Rows that need a setting of Penstock's are left out. The name of Penstock in expectations is as it is, so what
/// a peer passes on differs at least by its own Via.
/// </summary>
public sealed class ConformanceTableTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(500);

    [Fact(Explicit = true)]
    public async Task Table()
    {
        string peer = Environment.GetEnvironmentVariable("PENSTOCK_PEER") ?? throw new InvalidOperationException("PENSTOCK_PEER=host:port says which proxy to ask.");
        string path = Environment.GetEnvironmentVariable("PENSTOCK_PEER_TABLE") ?? "conformance-table.md";
        using var player = new CasePlayer(IPEndPoint.Parse(peer), s_limit);
        await using var table = new StreamWriter(path) { AutoFlush = true };
        await table.WriteAsync("| row | expected | seen |\n|---|---|---|\n");
        foreach (RequestCase row in RequestCase.All.Where(row => row.Config.Length == 0))
        {
            CaseResult result = await player.PlayAsync(row);
            await AddAsync(
                table,
                row.Name,
                $"{CasePlayer.Answers(row.Statuses, row.Ending)}; origin: {Expected(row.Origin)}",
                $"{CasePlayer.Answers(CasePlayer.StatusesOf(result.Got), result.Ending)}; origin: {Seen(result.OriginSaw)}");
        }

        foreach (OriginCase row in OriginCase.All.Where(row => row.Config.Length == 0))
        {
            CaseResult result = await player.PlayAsync(row);
            await AddAsync(
                table,
                row.Name,
                $"{StatusesExpected(row.Gets)}, {row.Ending.ToString().ToLowerInvariant()}",
                $"{CasePlayer.Answers(CasePlayer.StatusesOf(result.Got), result.Ending)}; client: {Seen(result.Got)}");
        }
    }

    private static Task AddAsync(StreamWriter table, string name, string expected, string seen) =>
        table.WriteAsync($"| {Cell(name)} | {Cell(expected)} | {Cell(seen)} |\n");

    private static string Expected(string origin) =>
        origin.Length == 0 ? "nothing" : origin.Contains("{truncated}", StringComparison.Ordinal) ? "nothing, or no whole message" : "passed on";

    private static string StatusesExpected(string gets)
    {
        string text = gets.Replace("{error ", "HTTP/1.1 ", StringComparison.Ordinal);
        return string.Join(' ', CasePlayer.StatusesOf(text.Replace("{repeat 64 HTTP/1.1 102", "64 x HTTP/1.1 102", StringComparison.Ordinal)));
    }

    // One line, and not more of it than shows what it is.
    private static string Seen(string bytes)
    {
        const int Most = 90;
        string text = CaseText.Show(bytes).Replace("\n    ", "", StringComparison.Ordinal).Trim();
        return bytes.Length == 0 ? "nothing" : $"`{(text.Length <= Most ? text : text[..Most] + " ...").Replace('`', '\'')}`";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

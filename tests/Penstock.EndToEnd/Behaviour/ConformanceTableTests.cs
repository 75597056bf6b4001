using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Penstock.Tests.Conformance;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>
/// The same rows against proxies that already run, as a table of them side by side. eng/conformance-table starts them and calls this:
/// <code>PENSTOCK_PEERS='Penstock=127.0.0.1:8088,Squid=127.0.0.1:3128' PENSTOCK_PEER_TABLE=table.md Penstock.EndToEnd -explicit only -class '*ConformanceTableTests'</code>
/// The peers must be such that may connect to 127.0.0.1. Rows that need a setting of Penstock's are left out. Compared is what every proxy must agree on: statuses, how the client's
/// connection is left, and how many requests the origin saw; <see cref="ConformanceTests"/> compares every byte.
/// </summary>
public sealed partial class ConformanceTableTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(500);

    [Fact(Explicit = true)]
    public async Task Table()
    {
        string peers = Environment.GetEnvironmentVariable("PENSTOCK_PEERS") ?? throw new InvalidOperationException("PENSTOCK_PEERS=name=host:port,… says which proxies to ask.");
        string path = Environment.GetEnvironmentVariable("PENSTOCK_PEER_TABLE") ?? "conformance-table.md";
        (string Name, CasePlayer Player)[] players = [.. peers.Split(',').Select(peer => peer.Split('=')).Select(peer => (peer[0], new CasePlayer(IPEndPoint.Parse(peer[1]), s_limit)))];
        int[] asExpected = new int[players.Length];
        int count = 0;
        await using var table = new StreamWriter(path) { AutoFlush = true };
        foreach (IGrouping<string, Row> file in Rows().GroupBy(row => $"{row.Who}: {row.Entry.File}"))
        {
            await table.WriteAsync($"\n### {file.Key}\n\n| row | expected | {string.Join(" | ", players.Select(player => player.Name))} |\n|---|---|{string.Concat(players.Select(_ => "---|"))}\n");
            foreach ((_, CaseEntry entry, string expected, Func<CasePlayer, Task<string>> playAsync) in file)
            {
                string[] seen = new string[players.Length];
                for (int i = 0; i < players.Length; i++)
                {
                    seen[i] = await playAsync(players[i].Player);
                    asExpected[i] += seen[i] == expected ? 1 : 0;
                }

                count++;
                await table.WriteAsync($"| {Cell(entry.Name)} | {expected} | {string.Join(" | ", seen.Select(cell => cell == expected ? "✓" : cell))} |\n");
            }
        }

        await table.WriteAsync($"\nOf {count} rows as expected: {string.Join(", ", players.Select((player, i) => $"{player.Name} {asExpected[i]}"))}.\n");
        Array.ForEach(players, player => player.Player.Dispose());
    }

    private static IEnumerable<Row> Rows()
    {
        foreach (RequestCase row in RequestCase.All.Where(row => row.Config.Length == 0))
        {
            bool mayBePart = row.Origin.Contains("{truncated}", StringComparison.Ordinal);
            string expectedOrigin = mayBePart ? "at most a part" : Requests(Repeated().Replace(row.Origin, Repeat));
            string expected = $"{Answers(row.Statuses, row.Ending)}; origin: {expectedOrigin}";
            yield return new("Clients", row.Entry, expected, async player =>
            {
                CaseResult result = await player.PlayAsync(row);
                bool isPart = mayBePart && !result.OriginSaw.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
                string origin = isPart ? expectedOrigin : Requests(result.OriginSaw);
                return Same(expected, $"{Answers(CasePlayer.StatusesOf(result.Got), result.Ending)}; origin: {origin}");
            });
        }

        foreach (OriginCase row in OriginCase.All.Where(row => row.Config.Length == 0))
        {
            string expected = Answers(StatusesExpected(row.Gets), row.Ending);
            yield return new("Origins", row.Entry, expected, async player =>
            {
                CaseResult result = await player.PlayAsync(row);
                return Same(expected, Answers(CasePlayer.StatusesOf(result.Got), result.Ending));
            });
        }
    }

    // Where something is missing, a FIN says so as well as a reset.
    private static string Same(string expected, string seen) =>
        expected.Contains(", broken", StringComparison.Ordinal) && Regex.Replace(seen, ", (close|reset)", ", broken") is var broken && broken == expected ? expected : seen;

    private static string Requests(string bytes) =>
        bytes.Length == 0 ? "nothing"
        : RequestLine().Count(bytes) switch
        {
            0 => "bytes",
            1 => "1 request",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} requests"),
        };

    private static int[] StatusesExpected(string gets) =>
        CasePlayer.StatusesOf(Repeated().Replace(gets, Repeat).Replace("{error ", "HTTP/1.1 ", StringComparison.Ordinal));

    private static string Repeat(Match match) => string.Concat(Enumerable.Repeat(match.Groups[2].Value, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));

    // Many of one status are one and a number.
    private static string Answers(int[] statuses, CaseEnding ending)
    {
        string all = CasePlayer.Answers(statuses, ending);
        return statuses.Length <= 4 ? all : $"{string.Join(' ', statuses.GroupBy(status => status).Select(group => group.Count() > 1 ? $"{group.Count()} × {group.Key}" : $"{group.Key}"))}{all[all.LastIndexOf(',')..]}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    // The start of what is repeated is enough to count it.
    [GeneratedRegex(@"\{repeat (\d+) ([A-Z][^{}]{4,}|HEAD / HTTP/1\.1)")]
    private static partial Regex Repeated();

    [GeneratedRegex(@"[!-~]+ [!-~]+ HTTP/1\.[01](?=\r|\\r)")]
    private static partial Regex RequestLine();

    private sealed record Row(string Who, CaseEntry Entry, string Expected, Func<CasePlayer, Task<string>> PlayAsync);
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Penstock.Bench.Peers;
using Penstock.Bench.Reporting;

namespace Penstock.Bench.Running;

/// <summary>What bench/run calls: <c>compare</c>, <c>growth</c>, <c>micro</c>, <c>missing</c>.</summary>
internal static class RunCommands
{
    private static readonly Measure[] s_onFirstPage = [Measure.Tunnel, Measure.Down, Measure.Up, Measure.RoundTrip, Measure.Get, Measure.Idle, Measure.Base];
    private static readonly Measure[] s_drawn = [Measure.Tunnel, Measure.RoundTrip, Measure.Down, Measure.Up, Measure.Get, Measure.LargeGet, Measure.Idle, Measure.StartUp];

    private static readonly Option<string> s_root = new("--root") { DefaultValueFactory = _ => ".", Description = "The checkout." };
    private static readonly Option<string?> s_penstock = new("--penstock") { Description = "The penstock command (default: artifacts/aot/penstock)." };
    private static readonly Option<string?> s_floor = new("--floor") { Description = "The program of the floor (default: artifacts/bench/floor)." };
    private static readonly Option<string?> s_before = new("--before") { Description = "The penstock command of another build, to compare with." };
    private static readonly Option<int> s_rounds = new("--rounds") { DefaultValueFactory = _ => 3, Description = "How often everything is measured." };
    private static readonly Option<string?> s_only = new("--only") { Description = "The proxies to measure, by name: floor,penstock,squid." };
    private static readonly Option<string?> s_scenarios = new("--scenarios") { Description = $"The loads: {string.Join(',', Scenario.All.Select(scenario => scenario.Name))}." };
    private static readonly Option<double> s_scale = new("--scale") { DefaultValueFactory = _ => 1, Description = "How much of each load." };
    private static readonly Option<bool> s_quick = new("--quick") { Description = "One round of a tenth of each load." };
    private static readonly Option<int> s_warmUp = new("--warm-up") { DefaultValueFactory = _ => (int)Scenario.WarmUp.Amount, Description = "Tunnels before a proxy is measured." };
    private static readonly Option<bool> s_write = new("--write") { Description = "Write tables into README.md and bench/README.md, and charts into docs." };

    public static Command Compare()
    {
        var command = new Command("compare", "Measure Penstock beside the floor and the peers.") { s_root, s_penstock, s_floor, s_before, s_rounds, s_only, s_scenarios, s_scale, s_quick, s_warmUp, s_write };
        command.SetAction((parsed, cancellation) => GuardAsync(() => CompareAsync(parsed, cancellation), cancellation));
        return command;
    }

    public static Command Grow()
    {
        var command = new Command("growth", "Measure what a unit costs with more tunnels, rules and loops.") { s_root, s_penstock, s_floor, s_rounds, s_scale, s_quick, s_write };
        command.SetAction((parsed, cancellation) => GuardAsync(() => GrowAsync(parsed, cancellation), cancellation));
        return command;
    }

    public static Command Missing()
    {
        var command = new Command("missing", "Print Debian's packages of the peers that are not installed.");
        command.SetAction(_ =>
        {
            foreach (Peer peer in PeerList.All("", "").Where(peer => peer.Packages.Length > 0 && !peer.IsInstalled))
            {
                Console.WriteLine(peer.Packages.Replace(' ', '\n'));
            }
        });
        return command;
    }

    public static Command Micro()
    {
        var command = new Command("micro", "Gather what the micro-benchmarks have left.") { s_root, s_floor, s_penstock, s_write };
        command.SetAction(parsed =>
        {
            var places = Places.Of(parsed);
            IEnumerable<string> reports = Directory.EnumerateFiles(places.Path("artifacts/bench/micro/results"), "*-report-github.md").Order(StringComparer.Ordinal);
            string table = $"{Machine.Describe()}.\n\n{MicroTable.Of(reports.Select(File.ReadAllText))}";
            places.Keep("micro.md", table);
            string allocations = File.ReadAllText(places.Path("artifacts/bench/allocations.md"));
            Console.WriteLine(table);
            Console.WriteLine(allocations);
            if (parsed.GetValue(s_write))
            {
                MarkedBlock.Write(places.Path("bench/README.md"), "micro", table);
                MarkedBlock.Write(places.Path("bench/README.md"), "allocations", allocations);
            }
        });
        return command;
    }

    private static async Task<int> CompareAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var places = Places.Of(parsed);
        Peer[] peers = PeerList.Choose(PeerList.All(places.Floor, places.Penstock, parsed.GetValue(s_before) is { } before ? Path.GetFullPath(before) : null), parsed.GetValue(s_only), out string? problem);
        string[] names = parsed.GetValue(s_scenarios)?.Split(',') ?? [.. Scenario.All.Select(scenario => scenario.Name)];
        problem ??= names.Except(Scenario.All.Select(scenario => scenario.Name)).FirstOrDefault() is { } unknown ? $"no such load: {unknown}" : null;
        if (problem is not null)
        {
            Console.Error.WriteLine(problem);
            return 64;
        }

        foreach (Peer missing in peers.Where(peer => !peer.IsInstalled))
        {
            Tell($"{missing.Title} is left out: {(missing.Packages.Length > 0 ? $"apt-get install {missing.Packages}, or bench/run --install" : $"{missing.Program} is not there")}");
        }

        peers = [.. peers.Where(peer => peer.IsInstalled)];
        (int rounds, double scale) = Extent(parsed);
        Scenario[] scenarios = [.. Scenario.All.Where(scenario => names.Contains(scenario.Name)).Select(scenario => scenario.Scaled(scale))];
        var begin = Begin.Now();
        Comparison comparison;
        await using (Bench bench = await Bench.OpenAsync(cancellation))
        {
            comparison = new Comparison(bench, peers, scenarios, parsed.GetValue(s_warmUp), Tell);
            await comparison.RunAsync(rounds, cancellation);
        }

        var rows = new List<(string Name, string Title)>();
        foreach (Peer peer in peers)
        {
            rows.Add((peer.Name, await Machine.TitleAsync(peer, cancellation)));
        }

        string about = About(rounds, scale, begin);
        string table = $"{about}\n\n{ComparisonTable.Full(rows, comparison.Samples)}";
        string chart = BarChart.Draw(rows, comparison.Samples, s_drawn, about);
        places.Keep("table.md", table);
        places.Keep("samples.csv", comparison.Samples.ToCsv());
        places.Keep("bench-peers.svg", chart);
        Console.WriteLine(table);
        if (parsed.GetValue(s_write))
        {
            MarkedBlock.Write(places.Path("bench/README.md"), "peers", table);
            MarkedBlock.Write(places.Path("README.md"), "peers", $"{ComparisonTable.Short(rows, comparison.Samples, s_onFirstPage)}\n{about}\n");
            await File.WriteAllTextAsync(places.Path("docs/bench-peers.svg"), chart, cancellation);
        }

        // What somebody else's proxy fails in is told, and stands in the table; it is no failure of this run.
        return peers.Any(peer => peer.IsBuiltHere && comparison.Samples.Errors(peer.Name) > 0) ? 1 : 0;
    }

    private static async Task<int> GrowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var places = Places.Of(parsed);
        (int rounds, double scale) = Extent(parsed);
        var begin = Begin.Now();
        Growth growth;
        await using (Bench bench = await Bench.OpenAsync(cancellation))
        {
            growth = new Growth(bench, places.Floor, places.Penstock, scale, Tell);
            await growth.RunAsync(rounds, cancellation);
        }

        string about = About(rounds, scale, begin);
        string table = $"{about}\n\n{GrowthReport.Table(growth.Samples)}";
        string chart = GrowthReport.Chart(growth.Samples, about);
        places.Keep("growth.md", table);
        places.Keep("growth.csv", growth.Samples.ToCsv());
        places.Keep("bench-growth.svg", chart);
        Console.WriteLine(table);
        if (parsed.GetValue(s_write))
        {
            MarkedBlock.Write(places.Path("bench/README.md"), "growth", table);
            await File.WriteAllTextAsync(places.Path("docs/bench-growth.svg"), chart, cancellation);
        }

        return growth.Samples.Errors(PenstockPeers.Name) > 0 ? 1 : 0;
    }

    private static (int Rounds, double Scale) Extent(ParseResult parsed) => parsed.GetValue(s_quick) ? (1, 0.1) : (parsed.GetValue(s_rounds), parsed.GetValue(s_scale));

    private static string About(int rounds, double scale, Begin begin) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Machine.Describe()}; {rounds} {(rounds == 1 ? "round" : "rounds")}{(scale == 1 ? "" : $" of {scale:0.###} of the load")}, {Stopwatch.GetElapsedTime(begin.Ticks).TotalMinutes:0} minutes, load average {begin.Load:0.0} before.");

    /// <summary>When a run began, and how busy the machine was.</summary>
    private readonly record struct Begin(long Ticks, double Load)
    {
        // One processor that is busy with something else for the half of a minute disturbs every ratio.
        private const double Quiet = 0.5;

        public static Begin Now()
        {
            var begin = new Begin(Stopwatch.GetTimestamp(), Machine.Load());
            if (begin.Load > Quiet)
            {
                Tell(string.Create(CultureInfo.InvariantCulture, $"This machine is busy (load average {begin.Load:0.0}): nothing to be relied on."));
            }

            return begin;
        }
    }

    private static async Task<int> GuardAsync(Func<Task<int>> run, CancellationToken cancellation)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or InvalidOperationException)
        {
            // A load that the same Ctrl+C has ended gives no result.
            Console.Error.WriteLine("Stopped.");
            return 130;
        }
    }

    private static void Tell(string what) => Console.Error.WriteLine(what);

    /// <summary>The files of a checkout that a run reads and writes.</summary>
    private sealed class Places(string root)
    {
        public required string Floor { get; init; }

        public required string Penstock { get; init; }

        public static Places Of(ParseResult parsed)
        {
            string root = parsed.GetValue(s_root)!;
            string Given(Option<string?> option, string usual) => System.IO.Path.GetFullPath(parsed.GetValue(option) ?? System.IO.Path.Combine(root, usual));
            return new Places(root) { Floor = Given(s_floor, "artifacts/bench/floor"), Penstock = Given(s_penstock, "artifacts/aot/penstock") };
        }

        public string Path(string path) => System.IO.Path.GetFullPath(System.IO.Path.Combine(root, path));

        public void Keep(string name, string text)
        {
            Directory.CreateDirectory(Path("artifacts/bench"));
            File.WriteAllText(Path($"artifacts/bench/{name}"), text);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Penstock.Tests.Fuzz;

namespace Penstock.Fuzz;

/// <summary>One run of one target: seeds, then what becomes of them, for so long or for so many inputs. The same seed and number of inputs give the same run, where the target has one thread.</summary>
internal sealed class FuzzRun : IDisposable
{
    private const int MostFindings = 20;

    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(30);

    private readonly FuzzTarget _target;
    private readonly RunOptions _options;
    private readonly CoverageMap _map;
    private readonly Corpus _corpus;
    private readonly Mutator _mutator;
    private readonly Watchdog _watchdog;
    private readonly string _findings;
    private readonly HashSet<string> _kinds = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _told = Stopwatch.GetTimestamp();
    private readonly byte[]? _leftBehind;
    private long _inputs;
    private TimeSpan _slowest;

    public FuzzRun(FuzzTarget target, RunOptions options, CoverageMap map)
    {
        _map = map;
        _target = target;
        _options = options;
        _findings = Path.Combine(options.Folder, "findings");
        _corpus = new Corpus(Path.Combine(options.Folder, "corpus"));
        _mutator = new Mutator(options.Seed, target.Tokens, target.MostBytes);
        Directory.CreateDirectory(_findings);
        string current = Path.Combine(options.Folder, "current");
        _leftBehind = Watchdog.LeftBehind(current);
        _watchdog = new Watchdog(current, target.MostBytes, input => Keep(input, new FuzzFinding($"it takes more than {Watchdog.Limit.TotalSeconds} s of processor time, or never ends")));
    }

    /// <returns>How many kinds of findings there were.</returns>
    public int Go()
    {
        foreach (byte[] input in _target.Seeds.Concat(_corpus.Kept).Where(input => input.Length <= _target.MostBytes))
        {
            Try(input);
        }

        if (_leftBehind is not null)
        {
            // Whoever stopped the last run, it or a person, will be seen.
            Keep(_leftBehind, "left-behind", "the last run ended while this was tried; it is tried again now");
            Try(_leftBehind);
        }

        int seeds = _corpus.Count;
        Tell($"{seeds} of {_inputs} seeds are different");
        while (!IsOver())
        {
            byte[] input = _corpus.Choose(_mutator.Next);
            Try(_mutator.Mutate(input, _corpus.Choose(_mutator.Next)));
            if (Stopwatch.GetElapsedTime(_told) > s_tellEvery)
            {
                _told = Stopwatch.GetTimestamp();
                Tell("going on");
            }
        }

        Tell("done");
        return _kinds.Count;
    }

    public void Dispose() => _watchdog.Dispose();

    private bool IsOver() => _kinds.Count >= MostFindings || (_options.Inputs is { } most ? _inputs >= most : Stopwatch.GetElapsedTime(_start) >= _options.Time);

    private void Try(byte[] input)
    {
        _inputs++;
        _map.Begin();
        _watchdog.Begin(input);
        long start = Stopwatch.GetTimestamp();
        Exception? finding = null;
        try
        {
            _target.Run(input);
        }
        catch (Exception e)
        {
            finding = e;
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        _watchdog.End();
        if (time > _slowest)
        {
            _slowest = time;
            File.WriteAllBytes(Path.Combine(_options.Folder, "slowest"), input);
        }

        if (finding is not null)
        {
            Keep(input, finding);
        }
        else if (_map.TakeNew())
        {
            _corpus.Add(input);
        }
    }

    private void Keep(byte[] input, string name, string why)
    {
        string path = Path.Combine(_options.Folder, name);
        File.WriteAllBytes(path, input);
        Tell($"{path}: {why}");
    }

    // One of a kind: what failed, and where.
    private void Keep(byte[] input, Exception finding)
    {
        string where = finding.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Penstock", StringComparison.Ordinal) && !line.Contains(nameof(FuzzFinding), StringComparison.Ordinal)) ?? "";
        string kind = $"{finding.GetType().Name} {finding.Message.Split('\n')[0].Split(':')[0]} {where.Trim()}";
        if (_kinds.Add(kind))
        {
            string path = Path.Combine(_findings, Corpus.NameOf(input));
            File.WriteAllBytes(path, input);
            File.WriteAllText(path + ".txt", finding.ToString());
            Tell($"FOUND {path}: {kind}");
        }
    }

    private void Tell(string what) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,6:F0} s  {_target.Name}: {_inputs} inputs ({_inputs / Math.Max(0.001, Stopwatch.GetElapsedTime(_start).TotalSeconds):F0}/s), {_map.Steps} steps, corpus {_corpus.Count}, slowest {_slowest.TotalMilliseconds:F0} ms, findings {_kinds.Count}; {what}"));
}

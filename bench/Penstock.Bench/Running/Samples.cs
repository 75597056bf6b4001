using System.Globalization;
using System.Text;

namespace Penstock.Bench.Running;

/// <summary>Everything that was measured: by proxy, by number, in the order of the rounds.</summary>
internal sealed class Samples
{
    private readonly Dictionary<(string Peer, string Measure), List<double>> _values = [];
    private readonly Dictionary<string, long> _errors = [];

    public void Add(string peer, string measure, double value)
    {
        if (!_values.TryGetValue((peer, measure), out List<double>? values))
        {
            _values[(peer, measure)] = values = [];
        }

        values.Add(value);
    }

    public void AddErrors(string peer, long count) => _errors[peer] = Errors(peer) + count;

    public long Errors(string peer) => _errors.GetValueOrDefault(peer);

    /// <summary>Median and spread; null if it was never measured.</summary>
    public Statistics? Of(string peer, string measure) => _values.TryGetValue((peer, measure), out List<double>? values) ? Statistics.Of(values) : null;

    /// <summary>One line for each number: proxy, what, and its value in each round.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("proxy,measure,values\n");
        foreach (((string peer, string measure), List<double> values) in _values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{peer},{measure},{string.Join(',', values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)))}\n");
        }

        return text.ToString();
    }
}

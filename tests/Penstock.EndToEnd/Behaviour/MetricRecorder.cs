using System.Diagnostics.Metrics;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>What the meter of one server says, as an exporter would hear it.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, double> _asked = [];
    private readonly Dictionary<string, List<double>> _told = [];

    public MetricRecorder(ProxyServer proxy)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == proxy)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The values of all that is asked, now, by the name and the values of the attributes: <c>penstock.bytes up</c>.</summary>
    public IReadOnlyDictionary<string, double> Ask()
    {
        lock (_gate)
        {
            _asked.Clear();
        }

        _listener.RecordObservableInstruments();
        lock (_gate)
        {
            return new Dictionary<string, double>(_asked);
        }
    }

    /// <summary>What a histogram was told, by the name and the values of the attributes.</summary>
    public IReadOnlyList<double> Told(string name)
    {
        lock (_gate)
        {
            return [.. _told.GetValueOrDefault(name) ?? []];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => tag.Value)]);
        lock (_gate)
        {
            if (instrument.IsObservable)
            {
                _asked.Add(name, value);
            }
            else
            {
                (_told.TryGetValue(name, out List<double>? values) ? values : _told[name] = []).Add(value);
            }
        }
    }
}

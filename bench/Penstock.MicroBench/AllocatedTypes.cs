using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Penstock.MicroBench;

/// <summary>Which types the process allocates, by a sample in each 100 KB (the runtime's event AllocationTick).</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const EventKeywords Collector = (EventKeywords)1;

    private readonly ConcurrentDictionary<string, double> _bytes = new();

    /// <summary>Forgets what was sampled.</summary>
    public void Clear() => _bytes.Clear();

    /// <summary>The share of each type, the largest first.</summary>
    public IReadOnlyList<(string Type, double Share)> Shares()
    {
        double all = _bytes.Values.Sum();
        return [.. _bytes.OrderByDescending(type => type.Value).Select(type => (type.Key, type.Value / all))];
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Its names say how many bytes were allocated since the one before, and what the last of them were for.
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) is true && eventData is { PayloadNames: { } names, Payload: { } values })
        {
            double bytes = Convert.ToDouble(values[names.IndexOf("AllocationAmount64")], null);
            _bytes.AddOrUpdate((string)values[names.IndexOf("TypeName")]!, bytes, (_, before) => before + bytes);
        }
    }
}

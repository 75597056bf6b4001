using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>The last ten minutes, a number a second: what the small lines of the page show before its own ticks go on.</summary>
internal sealed class History : IDisposable
{
    private const int Seconds = 600;

    private readonly ProxyServer _proxy;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _gate = new();
    private readonly Sample[] _ring = new Sample[Seconds];
    private readonly ITimer _timer;

    // Nothing, to begin with: what the proxy did while this endpoint was starting is in the first second.
    private Totals _last;
    private long _taken;
    private DateTimeOffset _end;

    public History(ProxyServer proxy, TimeProvider time)
    {
        _proxy = proxy;
        _time = time;
        _began = time.GetTimestamp();
        _end = Started = time.GetUtcNow();
        _timer = time.CreateTimer(_ => Take(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>When it began: with the proxy, and not with the first who looks inside.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>How long ago that was, whatever has been done to the clock since.</summary>
    public TimeSpan Uptime => _time.GetElapsedTime(_began);

    /// <summary>Writes them as <c>/api/v1/history</c> has them.</summary>
    public void Write(ref LogLine line)
    {
        lock (_gate)
        {
            line.Append("{\"step_s\":1"u8);
            line.Append(",\"end\":"u8);
            JsonText.Time(ref line, _end);
            Series(ref line, ",\"open\":["u8, static sample => sample.Open);
            Series(ref line, ",\"requests\":["u8, static sample => sample.Passed.Requests);
            Series(ref line, ",\"bytes_up\":["u8, static sample => sample.Passed.BytesUp);
            Series(ref line, ",\"bytes_down\":["u8, static sample => sample.Passed.BytesDown);
            Series(ref line, ",\"refused\":["u8, static sample => sample.Passed.Refused);
            Series(ref line, ",\"failed\":["u8, static sample => sample.Passed.Failed);
            CounterJson.Number(ref line, ",\"counters\":{\"requests\":"u8, _last.Requests);
            CounterJson.Number(ref line, ",\"bytes_up\":"u8, _last.BytesUp);
            CounterJson.Number(ref line, ",\"bytes_down\":"u8, _last.BytesDown);
            CounterJson.Number(ref line, ",\"refused\":"u8, _last.Refused);
            CounterJson.Number(ref line, ",\"failed\":"u8, _last.Failed);
            line.Append("}}"u8);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Series(ref LogLine line, ReadOnlySpan<byte> key, Func<Sample, long> value)
    {
        line.Append(key);
        long first = Math.Max(0, _taken - Seconds);
        for (long i = first; i < _taken; i++)
        {
            if (i > first)
            {
                line.Append((byte)',');
            }

            line.Append(value(_ring[i % Seconds]));
        }

        line.Append((byte)']');
    }

    private void Take()
    {
        ProxyStatistics statistics = _proxy.Statistics;
        var now = Totals.Of(statistics);
        lock (_gate)
        {
            _ring[_taken++ % Seconds] = new Sample(statistics.TunnelsOpen, now.Since(_last));
            _last = now;
            _end = _time.GetUtcNow();
        }
    }

    private readonly record struct Sample(long Open, Totals Passed);

    private readonly record struct Totals(long Requests, long BytesUp, long BytesDown, long Refused, long Failed)
    {
        public static Totals Of(ProxyStatistics statistics) => new(
            statistics.Requests, statistics.BytesUp, statistics.BytesDown, OutcomeKinds.Count(statistics, OutcomeKinds.IsRefused), OutcomeKinds.Count(statistics, OutcomeKinds.IsFailed));

        public Totals Since(Totals before) => new(
            Requests - before.Requests, BytesUp - before.BytesUp, BytesDown - before.BytesDown, Refused - before.Refused, Failed - before.Failed);
    }
}

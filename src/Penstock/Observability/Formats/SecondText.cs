namespace Penstock.Observability.Formats;

/// <summary>A time as text that changes once a second and costs more than the rest of the line: the last one is kept.</summary>
internal sealed class SecondText(TimeZoneInfo zone, Func<DateTimeOffset, byte[]> format)
{
    // Replaced as a whole: loops that write at the same moment each have one that fits together.
    private Entry? _last;

    public ReadOnlySpan<byte> Of(DateTimeOffset time)
    {
        long second = time.UtcTicks / TimeSpan.TicksPerSecond;
        Entry? last = Volatile.Read(ref _last);
        if (last is null || last.Second != second)
        {
            last = new Entry(second, format(TimeZoneInfo.ConvertTime(time, zone)));
            Volatile.Write(ref _last, last);
        }

        return last.Text;
    }

    private sealed record Entry(long Second, byte[] Text);
}

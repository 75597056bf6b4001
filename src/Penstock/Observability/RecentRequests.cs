namespace Penstock.Observability;

/// <summary>The last requests that ended, of all loops. A full ring lets go of the oldest for each new one.</summary>
/// <remarks>One counter that all loops add to is the only thing they share: one instruction a request, against thousands that a request costs.</remarks>
internal sealed class RecentRequests(int capacity)
{
    private readonly RequestTimeline?[] _ring = new RequestTimeline?[capacity];
    private long _next;

    /// <summary>How many have ended since the start.</summary>
    public long Total => Volatile.Read(ref _next);

    /// <summary>From any loop.</summary>
    public void Add(RequestTimeline ended)
    {
        if (capacity > 0)
        {
            Volatile.Write(ref _ring[(Interlocked.Increment(ref _next) - 1) % capacity], ended);
        }
    }

    /// <summary>At most <paramref name="most"/> of those that ended after the first <paramref name="after"/>, newest first. From any thread.</summary>
    public List<RequestTimeline> Newest(int most, long after = 0)
    {
        long next = Total;
        int count = (int)Math.Min(Math.Min(next - after, capacity), most);
        var newest = new List<RequestTimeline>(Math.Max(count, 0));
        for (int i = 1; i <= count; i++)
        {
            // A place that was taken and is not written yet has what was there before, or nothing.
            if (Volatile.Read(ref _ring[(next - i) % capacity]) is { } request)
            {
                newest.Add(request);
            }
        }

        return newest;
    }
}

namespace Penstock.Observability;

/// <summary>Lets something be said at once, and then no more for ten seconds: for what lasts, or what anybody can cause as often as they like.</summary>
internal sealed class Seldom(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _last;

    /// <summary>Whether it may be said now. From any thread.</summary>
    public bool MaySay()
    {
        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(last) < Pause)
            {
                return false;
            }

            _last = time.GetTimestamp();
            return true;
        }
    }
}

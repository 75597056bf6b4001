namespace Penstock.Observability;

/// <summary>How often requests ended in each way. Written by one loop, read by anyone.</summary>
internal sealed class OutcomeCounts
{
    private static readonly ProxyOutcome[] s_members = Enum.GetValues<ProxyOutcome>();

    private readonly long[] _counts = new long[s_members.Length];

    public void Count(ProxyOutcome outcome) => _counts[(int)outcome]++;

    /// <summary>The sums over loops, of those that came to pass.</summary>
    public static IReadOnlyDictionary<ProxyOutcome, long> Sum(IReadOnlyCollection<OutcomeCounts> loops)
    {
        var sums = new SortedDictionary<ProxyOutcome, long>();
        foreach (ProxyOutcome outcome in s_members)
        {
            long sum = loops.Sum(loop => Volatile.Read(ref loop._counts[(int)outcome]));
            if (sum > 0)
            {
                sums[outcome] = sum;
            }
        }

        return sums;
    }
}

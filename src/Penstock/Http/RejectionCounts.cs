namespace Penstock.Http;

/// <summary>How often each rule was broken. Written by one loop, read by anyone.</summary>
internal sealed class RejectionCounts
{
    private static readonly HeadRejection[] s_members = Enum.GetValues<HeadRejection>();

    private readonly long[] _counts = new long[s_members.Length];

    public void Count(HeadRejection rejection) => _counts[(int)rejection]++;

    /// <summary>The sums over loops, of the rules that were broken at all, by name.</summary>
    public static IReadOnlyDictionary<string, long> Sum(IReadOnlyCollection<RejectionCounts> loops)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (HeadRejection rejection in s_members)
        {
            long sum = loops.Sum(loop => Volatile.Read(ref loop._counts[(int)rejection]));
            if (sum > 0)
            {
                sums[rejection.ToString()] = sum;
            }
        }

        return sums;
    }
}

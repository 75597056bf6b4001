namespace Penstock.Tests;

/// <summary>What code allocates on the heap.</summary>
internal static class Allocated
{
    /// <summary>The bytes that <paramref name="run"/> allocates on this thread once it is warm: the least of several, for a collection that another test causes counts what is left of the thread's share with
    /// the run that it meets.</summary>
    public static long By(Action run)
    {
        run();
        return Enumerable.Range(0, 5).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}

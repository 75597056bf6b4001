using System.Buffers;

namespace Penstock.Http;

/// <summary>Buffers for heads on their way to an origin. They are kept on their thread, as many as a loop has requests under way: the shared pool keeps one of a size there, and takes a lock for any other.</summary>
internal static class HeadBuffers
{
    // Twice the usual head, with what is added to it. Larger ones come from the shared pool.
    private const int UsualBytes = 2048;

    // 128 KiB a loop.
    private const int MostKept = 64;

    [ThreadStatic]
    private static Stack<byte[]>? t_kept;

    /// <summary>A buffer of at least so many bytes.</summary>
    public static byte[] Rent(int length)
    {
        if (length > UsualBytes)
        {
            return ArrayPool<byte>.Shared.Rent(length);
        }

        return t_kept is { Count: > 0 } kept ? kept.Pop() : GC.AllocateUninitializedArray<byte>(UsualBytes);
    }

    /// <summary>Gives it back, on the thread that rented it.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length > UsualBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        Stack<byte[]> kept = t_kept ??= new Stack<byte[]>(MostKept);
        if (kept.Count < MostKept)
        {
            kept.Push(buffer);
        }
    }
}

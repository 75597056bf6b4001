using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Penstock.Fuzz;

/// <summary>
/// Which ways through the code an input took. Instrumented code adds one to a place of the map for each step from one block to the next; how often a step was made counts in powers of two, as with AFL:
/// an input is new if it makes a step that none before it made, or makes one clearly more often.
/// </summary>
internal sealed class CoverageMap
{
    // What instrumented code was compiled for: a number of a block has 16 bits.
    private const int Places = 1 << 16;

    private static readonly byte[] s_powers = MakePowers();

    private readonly byte[] _now = GC.AllocateArray<byte>(Places, pinned: true);
    private readonly byte[] _seen = new byte[Places];

    // A pointer, which is set as a number here: code that is not safe is in src/Penstock/Linux alone.
    public CoverageMap() => typeof(Trace).GetField(nameof(Trace.SharedMem))!.SetValue(null, Marshal.UnsafeAddrOfPinnedArrayElement(_now, 0));

    /// <summary>The steps that were made by any input so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Forgets the input before.</summary>
    public void Begin()
    {
        Array.Clear(_now);
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input since <see cref="Begin"/> was new; and from now on it no longer is.</summary>
    public bool TakeNew()
    {
        bool isNew = false;
        ReadOnlySpan<byte> now = _now;
        for (int at = now.IndexOfAnyExcept((byte)0); at >= 0;)
        {
            byte power = s_powers[now[at]];
            if ((_seen[at] & power) == 0)
            {
                Steps += _seen[at] == 0 ? 1 : 0;
                _seen[at] |= power;
                isNew = true;
            }

            int next = now[(at + 1)..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return isNew;
    }

    // 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more: a bit each.
    private static byte[] MakePowers() =>
        [.. Enumerable.Range(0, 256).Select(count => (byte)(count switch { 0 => 0, 1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128 }))];
}

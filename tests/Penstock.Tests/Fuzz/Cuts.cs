namespace Penstock.Tests.Fuzz;

/// <summary>Where an input is cut into what arrives at once: of a short one everywhere, of a long one at places that its bytes choose, so that one input is always cut alike.</summary>
internal static class Cuts
{
    private const int Few = 16;

    /// <summary>Lengths of prefixes, none the whole.</summary>
    public static IEnumerable<int> Prefixes(byte[] input)
    {
        if (input.Length <= 2 * Few)
        {
            return Enumerable.Range(0, input.Length);
        }

        uint state = Seed(input);
        return Enumerable.Range(0, Few).Select(_ => (int)(Step(ref state) % (uint)input.Length));
    }

    /// <summary>The whole in pieces, some of them empty.</summary>
    public static List<byte[]> Pieces(byte[] input)
    {
        List<byte[]> pieces = [];
        int start = 0;
        foreach (int end in Prefixes(input).Order().Append(input.Length))
        {
            pieces.Add(input[start..end]);
            start = end;
        }

        return pieces;
    }

    private static uint Seed(byte[] input)
    {
        // FNV-1a: any hash does that is the same everywhere.
        uint hash = 2166136261;
        foreach (byte value in input)
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash | 1;
    }

    // Marsaglia's xorshift.
    private static uint Step(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    }
}

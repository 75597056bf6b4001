using System.Security.Cryptography;

namespace Penstock.Fuzz;

/// <summary>The inputs that were new when they came, in a folder that the next run begins with.</summary>
internal sealed class Corpus(string folder)
{
    private readonly List<byte[]> _inputs = [];
    private readonly HashSet<string> _names = [];

    public int Count => _inputs.Count;

    public byte[] this[int index] => _inputs[index];

    /// <summary>What earlier runs have left, in an order of its own.</summary>
    public IEnumerable<byte[]> Kept => Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];

    public void Add(byte[] input)
    {
        string name = NameOf(input);
        if (_names.Add(name))
        {
            _inputs.Add(input);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, name), input);
        }
    }

    /// <summary>One to begin with. What came last is likely to lead further, so half of the time it is one of those.</summary>
    public byte[] Choose(Func<int, int> next)
    {
        int recent = Math.Max(1, _inputs.Count / 8);
        return next(2) == 0 ? _inputs[^(next(recent) + 1)] : _inputs[next(_inputs.Count)];
    }

    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Penstock;

/// <summary>Makes a <see cref="HostList"/> entry by entry.</summary>
/// <param name="name">What rules call it.</param>
public sealed class HostListBuilder(string name)
{
    private readonly List<DestinationPattern> _patterns = [];

    /// <summary>Adds an entry: <c>example.com</c>, <c>*.example.com</c>, <c>.example.com</c>, an address or a network, in UTF-8; <paramref name="problem"/> says what is wrong with any other.</summary>
    public bool TryAdd(ReadOnlySpan<byte> entry, [NotNullWhen(false)] out string? problem)
    {
        if (!DestinationPattern.TryParse(Encoding.UTF8.GetString(entry), out DestinationPattern pattern, out problem))
        {
            return false;
        }

        _patterns.Add(pattern);
        return true;
    }

    /// <summary>The list.</summary>
    public HostList Build() => new(name, _patterns);
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using Penstock.Http;
using Penstock.Policy;

namespace Penstock;

/// <summary>Makes a <see cref="HostList"/> entry by entry, and once.</summary>
/// <param name="name">What rules call it.</param>
public sealed class HostListBuilder(string name)
{
    private readonly NameTable _names = new();
    private readonly AddressRanges _networks = new();

    /// <summary>Adds an entry: <c>example.com</c>, <c>*.example.com</c>, <c>.example.com</c>, an address or a network, in UTF-8; <paramref name="problem"/> says what is wrong with any other.</summary>
    public bool TryAdd(ReadOnlySpan<byte> entry, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        return TryAddName(entry)
            || (DestinationPattern.TryParse(Encoding.UTF8.GetString(entry), out DestinationPattern pattern, out problem) && TryAdd(pattern, out problem));
    }

    /// <summary>Adds an entry; false if there is no room for more: 4 GiB of names are on it.</summary>
    public bool TryAdd(DestinationPattern pattern, [NotNullWhen(false)] out string? problem)
    {
        if (pattern.Network is { } network)
        {
            _networks.Add(network);
        }
        else if (!TrySet(Encoding.ASCII.GetBytes(pattern.Name!), (pattern.MatchesItself ? HostList.Itself : 0) | (pattern.MatchesBelow ? HostList.Below : 0)))
        {
            problem = "there is no room for more names on one list";
            return false;
        }

        problem = null;
        return true;
    }

    /// <summary>The list.</summary>
    public HostList Build()
    {
        _names.Trim();
        _networks.Merge();
        return new HostList(name, _names, _networks);
    }

    // The usual entry, without making a string of it. What is not a plain name is left to those who can say what is wrong with it.
    private bool TryAddName(ReadOnlySpan<byte> entry)
    {
        bool below = entry.StartsWith("*."u8);
        bool both = !below && entry is [(byte)'.', ..];
        ReadOnlySpan<byte> text = entry[(below ? 2 : both ? 1 : 0)..];
        text = text is [.. var rest, (byte)'.'] ? rest : text;
        Span<byte> lower = stackalloc byte[HostName.MaxLength];
        return text.Length <= lower.Length
            && Ascii.ToLower(text, lower, out int length) == System.Buffers.OperationStatus.Done
            && HostName.IsValid(lower[..length]) && !HostName.EndsInNumber(lower[..length])
            && TrySet(lower[..length], below ? HostList.Below : both ? HostList.Itself | HostList.Below : HostList.Itself);
    }

    private bool TrySet(ReadOnlySpan<byte> host, int flags) => _names.TrySet(host, flags | _names.Find(host));
}

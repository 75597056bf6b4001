using System.Net;

namespace Penstock;

/// <summary>A destination as a rule names it: <c>example.com</c>, <c>*.example.com</c> (what is below it), <c>.example.com</c> (both), an address, or a network.</summary>
public readonly record struct DestinationPattern
{
    private DestinationPattern(string? name, bool itself, bool below, IPNetwork? network)
    {
        Name = name;
        MatchesItself = itself;
        MatchesBelow = below;
        Network = network;
    }

    /// <summary>The name, in lower case and without dots around it; null for a network.</summary>
    public string? Name { get; }

    /// <summary>Whether <see cref="Name"/> itself is meant.</summary>
    public bool MatchesItself { get; }

    /// <summary>Whether every name that ends in a dot and <see cref="Name"/> is meant.</summary>
    public bool MatchesBelow { get; }

    /// <summary>The network, a single address being one of full length; null for a name.</summary>
    public IPNetwork? Network { get; }

    /// <summary>Reads one; <paramref name="problem"/> is a sentence that says what is wrong with it.</summary>
    public static bool TryParse(string text, out DestinationPattern pattern, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = default;
        problem = null;
        bool looksLikeAddress = text.Contains(':', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal) || IsDottedNumber(text);
        if (looksLikeAddress)
        {
            if (!Policy.ClientNetworks.TryParse(text, out IPNetwork network, out problem))
            {
                problem = WhereItBelongs(text) ?? problem;
                return false;
            }

            pattern = new(null, false, false, network);
            return true;
        }

        bool below = text.StartsWith("*.", StringComparison.Ordinal);
        bool both = !below && text.StartsWith('.');
        string name = (below ? text[2..] : both ? text[1..] : text).TrimEnd('.').ToLowerInvariant();
        if (!Http.HostName.IsName(name))
        {
            problem = text.Any(c => c > 127)
                ? $"\"{text}\" is not ASCII; write the form that is looked up, which begins with xn--"
                : $"\"{text}\" is not a host name (try example.com, *.example.com for what is below it, .example.com for both, or an address such as 192.0.2.0/24)";
            return false;
        }

        pattern = new(name, !below, below || both, null);
        return true;
    }

    /// <summary>As it is written.</summary>
    public override string ToString() =>
        Network is { } network ? (network.PrefixLength == (network.BaseAddress.GetAddressBytes().Length * 8) ? network.BaseAddress.ToString() : network.ToString())
        : MatchesItself ? MatchesBelow ? $".{Name}" : $"{Name}" : $"*.{Name}";

    // What people write for a destination, and a rule has other keys for.
    private static string? WhereItBelongs(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return $"\"{text}\" is a URL (write its host here, and the URL under the rule's urls)";
        }

        if (text is ['[', .. var bare, ']'] && Http.StrictAddress.TryParse(bare, out _))
        {
            return $"\"{text}\" has brackets, which an address has in URLs alone (write {bare})";
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && Http.HostName.IsName(text[..slash]) && !IsDottedNumber(text[..slash]))
        {
            return $"\"{text}\" has a path (write {text[..slash]} here, and http://{text} under the rule's urls)";
        }

        // One colon before the port; or, within brackets, others.
        bool hasPort = Http.Authority.TryParseConnect(System.Text.Encoding.UTF8.GetBytes(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text.TrimStart('.')), out Http.Authority authority, out _);
        return hasPort ? $"\"{text}\" has a port (write {text[..text.LastIndexOf(':')].Trim('[', ']')} here, and {authority.Port} under the rule's ports)" : null;
    }

    // What a resolver would take for an IPv4 address ends in a number (URL standard, "ends in a number checker").
    private static bool IsDottedNumber(string text)
    {
        string last = text.TrimEnd('.');
        last = last[(last.LastIndexOf('.') + 1)..];
        return last.Length > 0 && last.All(char.IsAsciiDigit);
    }
}

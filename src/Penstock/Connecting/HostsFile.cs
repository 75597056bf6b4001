using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Connecting;

/// <summary>The names of a hosts file (hosts(5)): an address, then its names, to the end of the line or a <c>#</c>. A name may be on several lines. A line
/// that is not like that is ignored, as everything else that reads this file does.</summary>
internal sealed class HostsFile
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public static HostsFile Parse(string text)
    {
        HostsFile hosts = new();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            hosts.AddLine(line);
        }

        return hosts;
    }

    public bool TryFind(string name, [NotNullWhen(true)] out LookUpResult? result)
    {
        // What ends the life of such an answer is a change of the file, which empties the cache; so it may live as long as any.
        result = _entries.TryGetValue(name, out Entry? entry)
            ? new(FamilyAnswer.OfAll(entry.V6, FamilyAnswer.MaxTimeToLive), FamilyAnswer.OfAll(entry.V4, FamilyAnswer.MaxTimeToLive)) { Source = "hosts" }
            : null;
        return result is not null;
    }

    private void AddLine(ReadOnlySpan<char> line)
    {
        int comment = line.IndexOf('#');
        string content = (comment < 0 ? line : line[..comment]).ToString();
        string[] words = content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !TryParseAddress(words[0], out IPAddress? address))
        {
            return;
        }

        foreach (string word in words.AsSpan(1))
        {
            string name = word.TrimEnd('.');
            if (!_entries.TryGetValue(name, out Entry? entry))
            {
                _entries[name] = entry = new Entry([], []);
            }

            List<IPAddress> family = address.AddressFamily == AddressFamily.InterNetworkV6 ? entry.V6 : entry.V4;
            if (!family.Contains(address))
            {
                family.Add(address);
            }
        }
    }

    /// <summary>Only what inet_pton takes: IPAddress also takes "1", "0x7f.1" and "010.0.0.1", and reads the last one as octal.</summary>
    internal static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? text[0] != '[' : address.ToString() == text);

    private sealed record Entry(List<IPAddress> V6, List<IPAddress> V4);
}

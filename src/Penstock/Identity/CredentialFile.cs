using System.Collections.Frozen;
using System.Text;

namespace Penstock.Identity;

/// <summary>The users of an htpasswd file and the groups of a group file, as they were when they were read.</summary>
internal sealed class CredentialFile
{
    /// <summary>Some 200,000 users; who has more has a directory.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly FrozenDictionary<string, PasswordHash> _users;
    private readonly FrozenDictionary<string, FrozenSet<string>> _groups;

    private CredentialFile(Dictionary<string, PasswordHash> users, Dictionary<string, HashSet<string>> groups, IReadOnlyList<ConfigProblem> problems)
    {
        _users = users.ToFrozenDictionary(StringComparer.Ordinal);
        _groups = groups.ToFrozenDictionary(group => group.Key, group => group.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
        Problems = problems;
    }

    /// <summary>Lines that could not be used, by their places; no hash is shown.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    public int Users => _users.Count;

    /// <summary>A hash to spend time on for a user that is not there, so that nobody can tell by the clock.</summary>
    public PasswordHash? Any => _users.Values.FirstOrDefault();

    public PasswordHash? Find(string user) => _users.GetValueOrDefault(user);

    public bool HasGroup(string group) => _groups.ContainsKey(group);

    public bool IsMember(string user, string group) => _groups.TryGetValue(group, out FrozenSet<string>? members) && members.Contains(user);

    /// <summary>Reads both files.</summary>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static CredentialFile Read(UsersConfig config)
    {
        List<ConfigProblem> problems = [];
        Dictionary<string, PasswordHash> users = new(StringComparer.Ordinal);
        foreach ((ReadOnlyMemory<byte> bytes, ConfigPlace place) in Lines(config.File))
        {
            ReadOnlySpan<byte> line = bytes.Span;
            int colon = line.IndexOf((byte)':');
            // htpasswd leaves room for a comment behind another colon.
            ReadOnlySpan<byte> rest = line[(colon + 1)..];
            int comment = rest.IndexOf((byte)':');
            string hash = colon < 0 ? "" : Encoding.Latin1.GetString((comment < 0 ? rest : rest[..comment]).Trim(Blanks));
            if (colon <= 0)
            {
                problems.Add(new(place, "a user and a hash are expected here, as penstock hash-password writes them"));
            }
            else if (!PasswordHash.TryParse(hash, out PasswordHash? parsed, out string? problem))
            {
                problems.Add(new(place, problem));
            }
            else if (!users.TryAdd(CredentialText.NameOf(line[..colon]), parsed))
            {
                problems.Add(new(place, "this user is here a second time; the first counts", IsWarning: true));
            }
        }

        Dictionary<string, HashSet<string>> groups = new(StringComparer.Ordinal);
        foreach ((ReadOnlyMemory<byte> bytes, ConfigPlace place) in config.GroupFile is { } file ? Lines(file) : [])
        {
            ReadOnlySpan<byte> line = bytes.Span;
            int colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                problems.Add(new(place, "a group and its users are expected here, as in staff: alice bob"));
                continue;
            }

            string name = CredentialText.NameOf(line[..colon].Trim(Blanks));
            groups.TryAdd(name, []);
            ReadOnlySpan<byte> members = line[(colon + 1)..];
            foreach (Range member in members.SplitAny(" \t,"u8))
            {
                if (!members[member].IsEmpty)
                {
                    groups[name].Add(CredentialText.NameOf(members[member]));
                }
            }
        }

        return new CredentialFile(users, groups, problems);
    }

    // Those of ASCII: another blank's bytes may be part of a name that is not UTF-8.
    private static ReadOnlySpan<byte> Blanks => " \t\r\v\f"u8;

    // As bytes: each name is UTF-8 or not by itself.
    private static IEnumerable<(ReadOnlyMemory<byte> Line, ConfigPlace Place)> Lines(string path)
    {
        using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
        byte[] bytes = new byte[stream.CanSeek ? Math.Min(stream.Length, MostBytes + 1) : MostBytes + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
        {
            throw new IOException($"{path} is larger than {MostBytes / 1024 / 1024} MiB");
        }

        ReadOnlyMemory<byte> rest = bytes.AsMemory(0, length);
        rest = rest.Span.StartsWith(Encoding.UTF8.Preamble) ? rest[Encoding.UTF8.Preamble.Length..] : rest;
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = rest[..(end < 0 ? rest.Length : end)].Trim(Blanks);
            if (!line.IsEmpty && line.Span[0] != '#')
            {
                yield return (line, new ConfigPlace(path, number));
            }

            rest = rest[(end < 0 ? rest.Length : end + 1)..];
        }
    }
}

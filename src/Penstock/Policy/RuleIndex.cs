using System.Collections.Frozen;

namespace Penstock.Policy;

/// <summary>
/// Which rules can match a name at all, so that a request costs what the rules about its name cost, and not what all rules do. Rules about names alone are found by the name and by each of its
/// parents; the others are looked at for every request.
/// </summary>
internal sealed class RuleIndex
{
    private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _itself;
    private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _below;
    private readonly int[] _beyondNames;
    private readonly int _longest;

    public RuleIndex(IReadOnlyList<Rule> rules)
    {
        _beyondNames = [.. Enumerable.Range(0, rules.Count).Where(i => rules[i].IsBeyondNames)];
        _itself = ByName(rules, pattern => pattern.MatchesItself);
        _below = ByName(rules, pattern => pattern.MatchesBelow);
        _longest = rules.SelectMany(rule => rule.Config.To).Max(pattern => pattern.Name?.Length) ?? 0;
    }

    /// <summary>The rules to look at for a name, from the first on.</summary>
    public Candidates For(string host, bool isName)
    {
        var candidates = new Candidates(_beyondNames);
        if (isName && _longest > 0)
        {
            Add(ref candidates, _itself, host);
            for (int dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
            {
                Add(ref candidates, _below, host.AsSpan(dot + 1));
            }
        }

        return candidates;
    }

    private void Add(ref Candidates candidates, FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> lookup, ReadOnlySpan<char> name)
    {
        if (name.Length <= _longest && lookup.TryGetValue(name, out int[]? rules))
        {
            candidates.Add(rules);
        }
    }

    private static FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> ByName(IReadOnlyList<Rule> rules, Func<DestinationPattern, bool> isWanted) =>
        rules.SelectMany((rule, index) => rule.Config.To.Where(pattern => pattern.Name is not null && isWanted(pattern)).Select(pattern => (pattern.Name, Index: index)))
            .Distinct()
            .GroupBy(entry => entry.Name!, entry => entry.Index)
            .ToFrozenDictionary(group => group.Key, group => group.Order().ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Several ascending lists of rules, walked as one.</summary>
    public ref struct Candidates(int[] beyondNames)
    {
        private Lists _lists;
        private Positions _positions;
        private List<int[]>? _more;
        private int _count;
        private int _at;

        /// <summary>The rule that <see cref="MoveNext"/> came to.</summary>
        public int Index { get; private set; }

        /// <summary>Whether it has a pattern that matches the name.</summary>
        public bool NameMatches { get; private set; }

        public void Add(int[] rules)
        {
            if (_count < Most)
            {
                _lists[_count++] = rules;
            }
            else
            {
                // A name of very many labels, each named by a rule: its lists become one.
                (_more ??= [_lists[Most - 1]]).Add(rules);
                _lists[Most - 1] = [.. _more.SelectMany(list => list).Distinct().Order()];
            }
        }

        /// <summary>Goes to the next rule, past those before <paramref name="from"/>; false if there is none.</summary>
        public bool MoveNext(int from)
        {
            while (_at < beyondNames.Length && beyondNames[_at] < from)
            {
                _at++;
            }

            int least = _at < beyondNames.Length ? beyondNames[_at] : int.MaxValue;
            NameMatches = false;
            for (int i = 0; i < _count; i++)
            {
                int[] list = _lists[i];
                while (_positions[i] < list.Length && list[_positions[i]] < from)
                {
                    _positions[i]++;
                }

                if (_positions[i] < list.Length && list[_positions[i]] <= least)
                {
                    least = list[_positions[i]];
                    NameMatches = true;
                }
            }

            Index = least;
            return least != int.MaxValue;
        }

        private const int Most = 8;

        [System.Runtime.CompilerServices.InlineArray(Most)]
        private struct Lists
        {
            private int[] _first;
        }

        [System.Runtime.CompilerServices.InlineArray(Most)]
        private struct Positions
        {
            private int _first;
        }
    }
}

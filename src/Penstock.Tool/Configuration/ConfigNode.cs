namespace Penstock.Tool.Configuration;

/// <summary>A part of a configuration file, with the place where it begins; lines and columns count from 1.</summary>
internal abstract record ConfigNode(int Line, int Column);

/// <summary>A value as it was written: <c>on</c>, <c>010</c> and <c>1e3</c> are these texts, and nothing else.</summary>
internal sealed record ScalarNode(string Text, int Line, int Column) : ConfigNode(Line, Column);

internal sealed record ListNode(IReadOnlyList<ConfigNode> Items, int Line, int Column) : ConfigNode(Line, Column);

internal sealed record MapNode(IReadOnlyList<MapEntry> Entries, int Line, int Column) : ConfigNode(Line, Column);

internal sealed record MapEntry(ScalarNode Key, ConfigNode Value);

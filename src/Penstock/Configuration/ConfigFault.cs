namespace Penstock;

/// <summary>Something that is wrong with the values of a configuration, wherever they come from.</summary>
/// <param name="Key">The key that it has in a configuration file; null for what has none.</param>
/// <param name="Name">What a sentence calls it; null if the text says that.</param>
/// <param name="Text">What is wrong.</param>
internal readonly record struct ConfigFault(string? Key, string? Name, string Text);

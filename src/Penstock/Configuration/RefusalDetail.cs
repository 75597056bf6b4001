namespace Penstock;

/// <summary>How much a refused client is told about rules.</summary>
public enum RefusalDetail
{
    /// <summary>The rule, its place and its reason.</summary>
    Full,

    /// <summary>That it was refused.</summary>
    Brief,
}

namespace Penstock;

/// <summary>What a reload does to an open tunnel that the new rules would refuse.</summary>
public enum ReloadMode
{
    /// <summary>It stays open; the log says how many there are.</summary>
    Keep,

    /// <summary>It is closed, and the log says by which rule.</summary>
    Close,
}

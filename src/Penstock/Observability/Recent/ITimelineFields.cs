using Penstock.Transport;

namespace Penstock.Observability.Recent;

/// <summary>What is done with the values of a <see cref="TimelineState"/>, each in its turn: they are written, or they are read. <see cref="TimelineFields"/> has the one list of them for both.</summary>
internal interface ITimelineFields
{
    /// <summary>Whether it gives each value, and does not take it.</summary>
    static abstract bool IsReader { get; }

    void Number(ref long value);

    void Bytes(ref byte[] value);

    /// <summary>Text as UTF-8; null stays null.</summary>
    void Text(ref string? value);

    /// <summary>Something that is held as it is, and not as bytes.</summary>
    void Object<T>(ref T? value)
        where T : class;

    void Address(ref PeerAddress value);
}

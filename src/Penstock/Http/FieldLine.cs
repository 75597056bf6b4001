namespace Penstock.Http;

/// <summary>Where one field line stands in the bytes of its head, and which field it is, which several ask. The value has lost the whitespace around it
/// (RFC 9112, section 5.1), and may be empty.</summary>
internal readonly record struct FieldLine(KnownField Known, int NameStart, int NameLength, int ValueStart, int ValueLength)
{
    internal Range Name => NameStart..(NameStart + NameLength);

    internal Range Value => ValueStart..(ValueStart + ValueLength);
}

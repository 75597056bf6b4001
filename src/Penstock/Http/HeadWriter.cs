using System.Globalization;

namespace Penstock.Http;

/// <summary>Writes a head into a buffer that is large enough for it: whoever makes the buffer knows what comes at the most.</summary>
internal ref struct HeadWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    /// <summary>ASCII only.</summary>
    public void Append(string text) => Length += System.Text.Encoding.ASCII.GetBytes(text, _buffer[Length..]);

    public void Append(long number)
    {
        number.TryFormat(_buffer[Length..], out int written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void AppendHex(int number)
    {
        number.TryFormat(_buffer[Length..], out int written, "x", CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>A field line; <c>Name: value</c> whatever the whitespace was.</summary>
    public void AppendField(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Append(name);
        Append(": "u8);
        Append(value);
        EndLine();
    }

    public void EndLine() => Append("\r\n"u8);
}

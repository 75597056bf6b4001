using System.Text;

namespace Penstock.Http;

/// <summary>The codings of a message's Transfer-Encoding lines, in order, as far as its framing depends on them.</summary>
internal record struct TransferCodings
{
    internal bool Any { get; private set; }

    internal bool EndsInChunked { get; private set; }

    /// <summary>Whether there is any other coding than chunked.</summary>
    internal bool HasOthers { get; private set; }

    /// <summary>Takes one more field line.</summary>
    /// <returns>Whether the codings so far can still be a message's.</returns>
    /// <remarks>
    /// RFC 9112, section 7, allows a coding parameters; no registered one has any, and a quoted comma in one is a list border to some readers. So a
    /// coding is a bare token here. RFC 9110, section 5.6.1, has recipients ignore empty elements; <c>chunked,</c> is refused all the same, since the
    /// readers it is written for take it for something else than chunked.
    /// </remarks>
    internal bool TryAdd(ReadOnlySpan<byte> value)
    {
        Any = true;
        foreach (Range element in value.Split((byte)','))
        {
            ReadOnlySpan<byte> coding = value[element].Trim(" \t"u8);
            if (EndsInChunked || coding.IsEmpty || coding.ContainsAnyExcept(HttpCharacters.Token))
            {
                return false;
            }

            EndsInChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            HasOthers |= !EndsInChunked;
        }

        return true;
    }
}

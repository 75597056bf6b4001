namespace Penstock.Http;

/// <summary>The forms that a request target can have (RFC 9112, section 3.2), but for authority-form, which belongs to CONNECT alone.</summary>
internal enum TargetForm
{
    /// <summary>A path: the request is for the proxy itself.</summary>
    Origin,

    /// <summary>A URI: the request is for the server that it names.</summary>
    Absolute,

    /// <summary><c>*</c>: OPTIONS, for the proxy itself.</summary>
    Asterisk,
}

/// <summary>A request target taken apart.</summary>
/// <param name="Form">Which form it has.</param>
/// <param name="Authority">The bytes of its authority, if it has one.</param>
/// <param name="PathAndQuery">The bytes from its path on. Empty in absolute-form if there is neither a path nor a query.</param>
internal readonly record struct RequestTarget(TargetForm Form, Range Authority, Range PathAndQuery)
{
    private static ReadOnlySpan<byte> AfterScheme => "://"u8;

    /// <summary>Reads the target of any method but CONNECT. Its bytes are VCHAR already (<see cref="HttpCharacters.Target"/>).</summary>
    internal static HeadRejection Parse(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, out RequestTarget result)
    {
        result = default;
        if (target.Contains((byte)'#'))
        {
            // A fragment is the user agent's own (RFC 9110, section 7.1). To some servers the path ends there, to others it does not.
            return HeadRejection.InvalidTargetForm;
        }

        if (target is [(byte)'/', ..])
        {
            result = new(TargetForm.Origin, default, ..target.Length);
            return HeadRejection.None;
        }

        if (target is [(byte)'*'])
        {
            result = new(TargetForm.Asterisk, default, ..1);
            return method.SequenceEqual("OPTIONS"u8) ? HeadRejection.None : HeadRejection.InvalidTargetForm;
        }

        int colon = target.IndexOf((byte)':');
        if (colon < 0 || !target[colon..].StartsWith(AfterScheme) || !IsScheme(target[..colon]))
        {
            return HeadRejection.InvalidTargetForm;
        }

        int start = colon + AfterScheme.Length;
        int length = target[start..].IndexOfAny((byte)'/', (byte)'?');
        int end = length < 0 ? target.Length : start + length;
        result = new(TargetForm.Absolute, start..end, end..target.Length);
        return OfScheme(target[..colon]);
    }

    private static HeadRejection OfScheme(ReadOnlySpan<byte> scheme) =>
        System.Text.Ascii.EqualsIgnoreCase(scheme, "http"u8) ? HeadRejection.None
        : System.Text.Ascii.EqualsIgnoreCase(scheme, "https"u8) ? HeadRejection.HttpsWithoutConnect
        : HeadRejection.SchemeNotImplemented;

    /// <summary>RFC 3986, section 3.1: scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ).</summary>
    private static bool IsScheme(ReadOnlySpan<byte> scheme) =>
        scheme is [var first, ..] && char.IsAsciiLetter((char)first) && !scheme.ContainsAnyExcept(HttpCharacters.Scheme);
}

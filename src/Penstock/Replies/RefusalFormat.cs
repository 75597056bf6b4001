namespace Penstock.Replies;

/// <summary>The media types that a refusal can have in <see cref="ReplyProfile.Rfc"/>.</summary>
internal enum RefusalFormat
{
    /// <summary><c>text/plain</c>: for whoever does not say, and for terminals.</summary>
    Text,

    /// <summary><c>text/html</c>: a page.</summary>
    Html,

    /// <summary><c>application/problem+json</c> (RFC 9457).</summary>
    Problem,

    /// <summary>The same for a client that names <c>application/json</c> alone.</summary>
    Json,
}

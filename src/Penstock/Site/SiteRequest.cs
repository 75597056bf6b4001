using System.Net;
using System.Text;
using Penstock.Http;

namespace Penstock.Site;

/// <summary>What the site has to know of a request: a copy, since its bytes are gone when the answer is found.</summary>
internal sealed record SiteRequest
{
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required byte[] Target { get; init; }

    public bool HasBody { get; init; }

    /// <summary>The fields that matter, those of one name joined; null if there was none (RFC 9110, sections 7.2, 13.1 and 14.2).</summary>
    public string? Host { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public string? IfModifiedSince { get; init; }

    public string? IfUnmodifiedSince { get; init; }

    public string? IfRange { get; init; }

    public string? Range { get; init; }

    /// <summary>The address that the client came to; null for a Unix socket.</summary>
    public IPAddress? Local { get; init; }

    public DateTimeOffset Now { get; init; }

    public bool IsHead => Method == "HEAD";

    /// <summary>Copies what matters of a head.</summary>
    public static SiteRequest Of(string method, ReadOnlySpan<byte> target, bool hasBody, ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields) => new()
    {
        Method = method,
        Target = target.ToArray(),
        HasBody = hasBody,
        Host = Field("host"u8, bytes, fields),
        IfMatch = Field("if-match"u8, bytes, fields),
        IfNoneMatch = Field("if-none-match"u8, bytes, fields),
        IfModifiedSince = Field("if-modified-since"u8, bytes, fields),
        IfUnmodifiedSince = Field("if-unmodified-since"u8, bytes, fields),
        IfRange = Field("if-range"u8, bytes, fields),
        Range = Field("range"u8, bytes, fields),
    };

    private static string? Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        string? value = null;
        foreach (FieldLine field in fields)
        {
            if (field.NameLength == name.Length && Ascii.EqualsIgnoreCase(bytes[field.Name], name))
            {
                string line = Encoding.Latin1.GetString(bytes[field.Value]);
                value = value is null ? line : $"{value}, {line}";
            }
        }

        return value;
    }
}

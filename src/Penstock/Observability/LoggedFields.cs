using System.Text;
using Penstock.Http;
using Penstock.Observability.Formats;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>What the access logs' formats name of a request: copies, since the bytes are gone when the line is written.</summary>
/// <param name="needs">Which fields those are.</param>
/// <param name="withoutQueries">Whether a field that is a URI loses its query, as the request's target does.</param>
internal sealed class LoggedFields(LogNeeds needs, bool withoutQueries = false)
{
    /// <summary>A field has no more in a log: what is longer than this is there to be long.</summary>
    internal const int MaxFieldBytes = 1024;

    // What is secret in it is looked for beyond that: half a secret is none that can be recognised.
    private const int MostLookedAt = 8 * 1024;

    private readonly byte[]?[] _request = needs.RequestFields.Length == 0 ? [] : new byte[]?[needs.RequestFields.Length];
    private readonly byte[]?[] _response = needs.ResponseFields.Length == 0 ? [] : new byte[]?[needs.ResponseFields.Length];

    private static readonly LogNeeds s_userAgent = new([JsonLine.UserAgentField], [], LocalAddress: false);

    /// <summary>What is kept of a request that has ended: what the client calls itself.</summary>
    public static LoggedFields OfUserAgent(ReadOnlySpan<byte> value)
    {
        var fields = new LoggedFields(s_userAgent);
        fields._request[0] = value.ToArray();
        return fields;
    }

    /// <summary>The address that the client came to.</summary>
    public PeerAddress Local { get; set; }

    /// <summary>The value of a field of the request, by its name in lower case; null if there was none.</summary>
    public byte[]? Request(string name) => Find(needs.RequestFields, _request, name);

    /// <inheritdoc cref="Request"/>
    public byte[]? Response(string name) => Find(needs.ResponseFields, _response, name);

    /// <summary>Whether it is all that would be taken of a head of the same connection: a client mostly goes on calling itself the same.</summary>
    /// <param name="wanted">What is needed now.</param>
    /// <param name="hidesQueries">Whether queries are left out now.</param>
    /// <param name="bytes">The bytes of the head.</param>
    /// <param name="fields">Its field lines.</param>
    public bool IsOf(LogNeeds wanted, bool hidesQueries, ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        if (!ReferenceEquals(wanted, needs) || hidesQueries != withoutQueries || needs.ResponseFields.Length > 0)
        {
            return false;
        }

        for (int i = 0; i < _request.Length; i++)
        {
            if (!IsAllOf(needs.RequestFields[i], _request[i], bytes, fields))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes a field of the request, if it is one that is needed.</summary>
    public void AddRequest(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(needs.RequestFields, _request, name, value);

    /// <inheritdoc cref="AddRequest"/>
    public void AddResponse(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(needs.ResponseFields, _response, name, value);

    private static byte[]? Find(string[] names, byte[]?[] values, string name)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i] == name)
            {
                return values[i];
            }
        }

        return null;
    }

    private ReadOnlySpan<byte> Safe(string name, ReadOnlySpan<byte> value)
    {
        if (name == "host")
        {
            return LoggedLine.WithoutUserInfoInAuthority(value);
        }

        ReadOnlySpan<byte> safe = LoggedLine.WithoutUserInfoInText(value);
        return withoutQueries && name is "referer" or "location" or "content-location" ? LoggedLine.WithoutQuery(safe) : safe;
    }

    private void Add(string[] names, byte[]?[] values, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (IsNamed(name, names[i]))
            {
                ReadOnlySpan<byte> safe = Safe(names[i], value[..Math.Min(value.Length, MostLookedAt)]);
                // Lines of one name are one list (RFC 9110, section 5.2).
                byte[] all = values[i] is { } before ? [.. before, .. ", "u8, .. safe] : safe.ToArray();
                values[i] = all.Length <= MaxFieldBytes ? all : all[..MaxFieldBytes];
                return;
            }
        }
    }

    // One line, which is the value; or none, and no value.
    private static bool IsAllOf(string name, byte[]? value, ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        bool found = false;
        foreach (FieldLine field in fields)
        {
            if (IsNamed(bytes[field.Name], name))
            {
                if (found || value is null || !bytes[field.Value].SequenceEqual(value))
                {
                    return false;
                }

                found = true;
            }
        }

        return found == value is not null;
    }

    private static bool IsNamed(ReadOnlySpan<byte> name, string wanted) => wanted.Length == name.Length && Ascii.EqualsIgnoreCase(name, wanted);
}

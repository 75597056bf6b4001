using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Admin;

/// <summary>
/// Who may ask at all. A browser of the operator's can be made to send requests here by any page that it shows, so a name that is not ours gets nothing (DNS rebinding), and neither does a request that
/// another page has caused (CSRF). Pure: fields in, refusal out.
/// </summary>
internal sealed class AdminGate(AdminConfig config)
{
    private readonly byte[]? _token = config.Token is { } token ? Hash(token) : null;

    /// <summary>Why a request is refused; null if it is not.</summary>
    /// <param name="fields">Those of the request.</param>
    /// <param name="isOpen">It asks for what everybody may have.</param>
    public AdminRefusal? Judge(IHeaderDictionary fields, bool isOpen)
    {
        string host = fields.Host.ToString();
        if (!IsOurs(host))
        {
            return new(StatusCodes.Status421MisdirectedRequest, "This endpoint does not go by that name: use localhost, its address, or a name of admin.names.");
        }

        if (fields.Origin is { Count: > 0 } origin && !IsSame(origin, host))
        {
            return new(StatusCodes.Status403Forbidden, "Another page has caused this request (Origin).");
        }

        if (fields["Sec-Fetch-Site"] is { Count: > 0 } site && site.ToString() is not ("same-origin" or "none"))
        {
            return new(StatusCodes.Status403Forbidden, "Another page has caused this request (Sec-Fetch-Site).");
        }

        return isOpen || _token is null || Knows(fields.Authorization) ? null : new(StatusCodes.Status401Unauthorized, "A token is needed: Authorization: Bearer TOKEN.");
    }

    // An address cannot be made to point elsewhere, as a name can; so every one will do, whatever address translation lies between.
    private bool IsOurs(string host)
    {
        string name = host;
        int colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            name = host[..colon];
        }

        if (name is ['[', .., ']'])
        {
            return IPAddress.TryParse(name.AsSpan(1, name.Length - 2), out IPAddress? v6) && v6.AddressFamily == AddressFamily.InterNetworkV6;
        }

        // With a dot at its end it is the same name (RFC 1034, section 3.1).
        name = name.EndsWith('.') ? name[..^1] : name;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? v4) && v4.ToString() == name)
            || config.Names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    // What ends TLS before us has the browser say https; the name and the port are what counts.
    private static bool IsSame(StringValues origin, string host)
    {
        string text = origin.ToString();
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme >= 0 && text[..scheme] is "http" or "https" && text.AsSpan(scheme + 3).Equals(host, StringComparison.OrdinalIgnoreCase);
    }

    // Hashes are compared, so that neither the length nor the first difference shows in the time.
    private bool Knows(StringValues authorization)
    {
        const string scheme = "Bearer ";
        string text = authorization.ToString();
        bool isBearer = authorization.Count == 1 && text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
        return CryptographicOperations.FixedTimeEquals(Hash(isBearer ? text[scheme.Length..].Trim(' ') : ""), _token) && isBearer;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>A request that the gate does not let pass.</summary>
internal sealed record AdminRefusal(int Status, string Sentence);

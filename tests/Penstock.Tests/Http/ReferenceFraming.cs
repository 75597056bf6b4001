using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>The same rules as <see cref="RequestFraming"/>, written for the eye: lines of one name are one list, and each rule asks its own question.</summary>
internal sealed partial record ReferenceFraming(HeadRejection Rejection, BodyKind Body, long ContentLength, bool KeepAlive)
{
    internal static ReferenceFraming Of(string method, int minorVersion, (string Name, string Value)[] fields)
    {
        HeadRejection rejection = Enumerable.Range(1, fields.Length)
            .Select(count => OfTheLast(fields[..count]))
            .Append(Together(method, minorVersion, fields))
            .FirstOrDefault(reason => reason is not HeadRejection.None);
        if (rejection is not HeadRejection.None)
        {
            return new(rejection, BodyKind.None, 0, false);
        }

        bool isChunked = Values(fields, "transfer-encoding").Length > 0;
        long length = Values(fields, "content-length") is [string digits] ? long.Parse(digits, CultureInfo.InvariantCulture) : 0;
        string[] options = Elements([.. Values(fields, "connection"), .. Values(fields, "proxy-connection")]);
        return new(
            HeadRejection.None,
            isChunked ? BodyKind.Chunked : length > 0 ? BodyKind.Length : BodyKind.None,
            length,
            !options.Contains("close") && (minorVersion > 0 || options.Contains("keep-alive")));
    }

    /// <summary>What the last of these lines breaks, given those before it.</summary>
    private static HeadRejection OfTheLast((string Name, string Value)[] fields) => fields[^1].Name.ToLowerInvariant() switch
    {
        "host" when !IsHost(fields[^1].Value) => HeadRejection.InvalidHost,
        "content-length" when Values(fields, "content-length") is not [string length] || !IsLength(length) => HeadRejection.InvalidContentLength,
        "transfer-encoding" when !AreCodings(Elements(Values(fields, "transfer-encoding"))) => HeadRejection.InvalidTransferEncoding,
        "connection" when Values(fields, "connection").Sum(value => value.Split(',').Length) > ConnectionOptions.MaxElements => HeadRejection.TooManyFields,
        _ => HeadRejection.None,
    };

    private static HeadRejection Together(string method, int minorVersion, (string Name, string Value)[] fields)
    {
        int hosts = Values(fields, "host").Length;
        bool hasLength = Values(fields, "content-length").Length > 0;
        bool hasCodings = Values(fields, "transfer-encoding").Length > 0;
        bool isEmpty = !hasCodings && Values(fields, "content-length").All(length => length.All(digit => digit == '0'));
        (bool IsBroken, HeadRejection Reason)[] rules =
        [
            (hosts > 1, HeadRejection.MultipleHosts),
            (hosts < 1 && minorVersion > 0 && method != "CONNECT", HeadRejection.MissingHost),
            (!isEmpty && method == "CONNECT", HeadRejection.BodyOnConnect),
            (hasCodings && minorVersion == 0, HeadRejection.TransferEncodingInHttp10),
            (hasCodings && hasLength, HeadRejection.ContentLengthWithTransferEncoding),
            (hasCodings && Elements(Values(fields, "transfer-encoding"))[^1] != "chunked", HeadRejection.InvalidTransferEncoding),
            (hasCodings && Elements(Values(fields, "transfer-encoding")).Length > 1, HeadRejection.UnsupportedTransferCoding),
            (!isEmpty && method == "TRACE", HeadRejection.BodyOnTrace),
        ];
        return rules.FirstOrDefault(rule => rule.IsBroken).Reason;
    }

    private static bool IsLength(string text) =>
        Digits().IsMatch(text) && BigInteger.Parse(text, CultureInfo.InvariantCulture) <= long.MaxValue;

    private static bool AreCodings(string[] codings) => codings.All(coding => Token().IsMatch(coding)) && !codings.SkipLast(1).Contains("chunked");

    private static string[] Values((string Name, string Value)[] fields, string name) =>
        [.. fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    /// <summary>The elements of the list that the lines are together (RFC 9110, section 5.3).</summary>
    private static string[] Elements(string[] values) => [.. string.Join(',', values).Split(',').Select(element => element.Trim(' ', '\t').ToLowerInvariant())];

    // Brackets are around an IPv6 address; the runtime's parser takes a zone too, which a Host has not.
    private static bool IsHost(string value) =>
        Host().Match(value) is { Success: true } match
        && (!match.Groups["address"].Success || (match.Groups["address"].Value is var address && !address.Contains('%', StringComparison.Ordinal)
            && System.Net.IPAddress.TryParse(address, out System.Net.IPAddress? ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6));

    [GeneratedRegex(@"^(\[(?<address>[^\]]*)\]|[A-Za-z0-9\-._~%!$&'()*+;=]*)(:[0-9]*)?\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"\A[0-9]+\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z")]
    private static partial Regex Token();
}

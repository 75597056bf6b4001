using System.Globalization;
using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace Penstock.Connecting;

/// <summary>From a server's response to what it says about one name. Nothing in the response is trusted to be sensible: what does not belong to the chain
/// from the name asked for to its addresses is not looked at.</summary>
internal static class DnsAnswerReader
{
    /// <summary>No service needs more addresses, and each one costs a policy check and perhaps an attempt to connect.</summary>
    internal const int MaxAddresses = 64;

    /// <summary>As many aliases as BIND and Unbound follow, and a bound for those that go in a circle.</summary>
    internal const int MaxAliases = 16;

    /// <summary>The answer, or null if the response is not one to this question.</summary>
    public static FamilyAnswer? Read(IDnsQueryResponse response, string name, QueryType type)
    {
        DnsHeaderResponseCode code = response.Header.ResponseCode;
        if (code is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain))
        {
            return FamilyAnswer.Failed(NameOf(code));
        }

        if (!IsFor(response, name, type))
        {
            return null;
        }

        return code == DnsHeaderResponseCode.NotExistentDomain
            ? FamilyAnswer.Unknown(NegativeTimeToLive(response), NameOf(code))
            : FollowAliases(response, name, type);
    }

    // The library compares the id alone, which is too little to tell a stale or forged answer by (RFC 5452, section 9.1).
    private static bool IsFor(IDnsQueryResponse response, string name, QueryType type) =>
        response.Questions is [{ } question]
        && question.QuestionType == type
        && question.QueryName.Original.AsSpan().TrimEnd('.').Equals(name, StringComparison.OrdinalIgnoreCase);

    // Of an internationalized name the library keeps two forms: what was on the wire is Original for an owner, and Value for an alias's target.
    private static FamilyAnswer FollowAliases(IDnsQueryResponse response, string name, QueryType type)
    {
        string owner = name + ".";
        int seconds = (int)FamilyAnswer.MaxTimeToLive.TotalSeconds;
        for (int aliases = 0; aliases <= MaxAliases; aliases++)
        {
            List<IPAddress> addresses = [];
            CNameRecord? alias = null;
            foreach (DnsResourceRecord record in response.Answers)
            {
                if (!string.Equals(record.DomainName.Original, owner, StringComparison.OrdinalIgnoreCase) || record.RecordClass != QueryClass.IN)
                {
                    continue;
                }

                if (record is AddressRecord address && (type == QueryType.AAAA ? record is AaaaRecord : record is ARecord))
                {
                    seconds = Math.Min(seconds, Seconds(record));
                    if (addresses.Count < MaxAddresses)
                    {
                        addresses.Add(address.Address);
                    }
                }
                else if (record is CNameRecord cname)
                {
                    alias ??= cname;
                }
            }

            if (addresses.Count > 0)
            {
                return FamilyAnswer.Found(addresses, TimeSpan.FromSeconds(seconds), "NOERROR");
            }

            if (alias is null)
            {
                TimeSpan life = LookUpResult.Min(NegativeTimeToLive(response), TimeSpan.FromSeconds(seconds));
                return FamilyAnswer.Unknown(life, "NOERROR");
            }

            seconds = Math.Min(seconds, Seconds(alias));
            owner = alias.CanonicalName.Value;
        }

        return FamilyAnswer.Failed();
    }

    // RFC 2308, section 5: the smaller of the SOA record's own lifetime and its MINIMUM field.
    private static TimeSpan NegativeTimeToLive(IDnsQueryResponse response)
    {
        SoaRecord? soa = response.Authorities.OfType<SoaRecord>().FirstOrDefault();
        return soa is null
            ? FamilyAnswer.MaxNegativeTimeToLive
            : LookUpResult.Min(FamilyAnswer.MaxNegativeTimeToLive, TimeSpan.FromSeconds(Math.Min(Seconds(soa), soa.Minimum)));
    }

    // A lifetime with its top bit set counts as zero (RFC 2181, section 8).
    private static int Seconds(DnsResourceRecord record) => Math.Max(0, record.InitialTimeToLive);

    private static string NameOf(DnsHeaderResponseCode code) => code switch
    {
        DnsHeaderResponseCode.FormatError => "FORMERR",
        DnsHeaderResponseCode.ServerFailure => "SERVFAIL",
        DnsHeaderResponseCode.NotExistentDomain => "NXDOMAIN",
        DnsHeaderResponseCode.NotImplemented => "NOTIMP",
        DnsHeaderResponseCode.Refused => "REFUSED",
        _ => "RCODE" + ((int)code).ToString(CultureInfo.InvariantCulture),
    };
}

namespace Penstock.Connecting;

/// <summary>DNS: A and AAAA at once, for the name and for what the search list makes of it.</summary>
internal sealed class DnsSource(DnsServers servers, ResolvConf? searchRules) : INameSource
{
    public async Task<LookUpResult> AskAsync(NameLookUp lookUp, CancellationToken deadline)
    {
        LookUpResult? firstUnknown = null;
        LookUpResult? serverFailure = null;
        foreach (string candidate in searchRules?.Candidates(lookUp.Name) ?? [lookUp.Name])
        {
            LookUpResult result = await AskBothAsync(candidate, lookUp, deadline);
            switch (result)
            {
                case { Status: LookUpStatus.NameUnknown }:
                    firstUnknown ??= result;
                    break;

                // As in glibc's res_search: one search domain whose servers fail does not hide the others, but then "no such name" is not known.
                case { Status: LookUpStatus.Failed, ResponseCode: "SERVFAIL" }:
                    serverFailure ??= result;
                    break;

                default:
                    return result;
            }
        }

        return serverFailure ?? firstUnknown ?? LookUpResult.Failed;
    }

    // Only addresses are offered early: they settle which candidate it is. "None" may yet turn into the next candidate's addresses.
    private async Task<LookUpResult> AskBothAsync(string candidate, NameLookUp lookUp, CancellationToken deadline)
    {
        Task<FamilyAnswer> v6 = AskAsync(candidate, DnsType.Aaaa, lookUp.OfferV6, deadline);
        Task<FamilyAnswer> v4 = AskAsync(candidate, DnsType.A, lookUp.OfferV4, deadline);
        return new LookUpResult(await v6, await v4);
    }

    private async Task<FamilyAnswer> AskAsync(string candidate, DnsType type, Action<FamilyAnswer> offer, CancellationToken deadline)
    {
        FamilyAnswer answer = await servers.AskAsync(candidate, type, deadline);
        if (answer.Status == LookUpStatus.Found)
        {
            offer(answer);
        }

        return answer;
    }
}

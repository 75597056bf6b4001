namespace Penstock.Connecting;

/// <summary>DNS: A and AAAA at once.</summary>
internal sealed class DnsSource(DnsServers servers) : INameSource
{
    public async Task<LookUpResult> AskAsync(NameLookUp lookUp, CancellationToken deadline)
    {
        Task<FamilyAnswer> v6 = AskAsync(lookUp.Name, DnsType.Aaaa, lookUp.OfferV6, deadline);
        Task<FamilyAnswer> v4 = AskAsync(lookUp.Name, DnsType.A, lookUp.OfferV4, deadline);
        return new LookUpResult(await v6, await v4);
    }

    private async Task<FamilyAnswer> AskAsync(string name, DnsType type, Action<FamilyAnswer> offer, CancellationToken deadline)
    {
        FamilyAnswer answer = await servers.AskAsync(name, type, deadline);
        offer(answer);
        return answer;
    }
}

using System.Net;
using DnsClient;

namespace Penstock.Connecting;

/// <summary>One question to a list of DNS servers, in turn, until one of them knows. Questions do not wait for one another.</summary>
internal sealed class DnsServers(IReadOnlyList<IPEndPoint> servers, TimeSpan tryTimeout, int tries, TimeProvider time)
{
    /// <summary>How long a server that answered in another's stead is asked first: else each new name would wait for the dead one again. Half a minute
    /// later the list's own order is given another chance.</summary>
    private static readonly TimeSpan s_preferenceLife = TimeSpan.FromSeconds(30);

    private static readonly DnsQueryOptions s_options = new()
    {
        // Servers, tries and times are ours, so that time can be a TimeProvider's and each try's end is known.
        Retries = 0,
        Timeout = Timeout.InfiniteTimeSpan,
        ThrowDnsErrors = false,
        UseCache = false,
        UseTcpFallback = true,
        Recursion = true,
        // What passes without fragments (DNS flag day 2020): larger answers come truncated, and are fetched by TCP.
        ExtendedDnsBufferSize = 1232,
    };

    private readonly NameServer[] _servers = [.. servers.Select(s => new NameServer(s))];
    private readonly LookupClient _client = new(new LookupClientOptions([.. servers]) { UseCache = false });
    private Preference _preference = new(0, 0);

    /// <summary>Never throws; ends soon after <paramref name="deadline"/> with what is known by then.</summary>
    public async Task<FamilyAnswer> AskAsync(string name, QueryType type, CancellationToken deadline)
    {
        FamilyAnswer failure = FamilyAnswer.TimedOut;
        int first = FirstServer();
        for (int round = 0; round < tries; round++)
        {
            bool worthAnotherRound = false;
            for (int i = 0; i < _servers.Length && !deadline.IsCancellationRequested; i++)
            {
                int index = (first + i) % _servers.Length;
                FamilyAnswer answer = await TryAsync(_servers[index], name, type, deadline);
                if (answer.Status is LookUpStatus.Found or LookUpStatus.NameUnknown)
                {
                    Prefer(index, insteadOf: first);
                    return answer;
                }

                // Silence, noise and a network that is gone may pass; a response code is what the server thinks, and will be the same at once.
                worthAnotherRound |= answer.ResponseCode is null;
                failure = answer.ResponseCode is not null || (failure.ResponseCode is null && answer.Status == LookUpStatus.Failed) ? answer : failure;
            }

            if (!worthAnotherRound)
            {
                break;
            }
        }

        return failure;
    }

    private async Task<FamilyAnswer> TryAsync(NameServer server, string name, QueryType type, CancellationToken deadline)
    {
        using CancellationTokenSource limit = new(tryTimeout, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deadline);
        try
        {
            IDnsQueryResponse response = await _client.QueryServerAsync([server], new DnsQuestion(name + ".", type), s_options, end.Token);
            return DnsAnswerReader.Read(response, name, type) ?? FamilyAnswer.Failed();
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            return FamilyAnswer.TimedOut;
        }
        catch (DnsResponseException e) when (e.Code == DnsResponseCode.ConnectionTimeout)
        {
            return FamilyAnswer.TimedOut;
        }
        catch (Exception)
        {
            // Whatever a response made the library throw, the response is the cause: its parser has exceptions of half a dozen types.
            return FamilyAnswer.Failed();
        }
    }

    private int FirstServer()
    {
        Preference preference = Volatile.Read(ref _preference);
        return time.GetTimestamp() < preference.Until ? preference.Index : 0;
    }

    private void Prefer(int index, int insteadOf)
    {
        if (index != insteadOf)
        {
            long until = time.GetTimestamp() + (long)(s_preferenceLife.TotalSeconds * time.TimestampFrequency);
            Volatile.Write(ref _preference, new Preference(index, until));
        }
    }

    private sealed record Preference(int Index, long Until);
}

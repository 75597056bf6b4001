using System.Net;

namespace Penstock.Connecting;

/// <summary>One question to a list of DNS servers, in turn, until one of them knows. Questions do not wait for one another.</summary>
internal sealed class DnsServers(IReadOnlyList<IPEndPoint> servers, TimeSpan tryTimeout, int tries, DnsSockets sockets, TimeProvider time)
{
    /// <summary>How long a server that answered in another's stead is asked first: else each new name would wait for the dead one again. Half a minute
    /// later the list's own order is given another chance.</summary>
    private static readonly TimeSpan s_preferenceLife = TimeSpan.FromSeconds(30);

    private readonly DnsExchange[] _servers = [.. servers.Select(server => new DnsExchange(server, tryTimeout, sockets, time))];
    private Preference _preference = new(0, 0);

    /// <summary>Never throws; ends soon after <paramref name="deadline"/> with what is known by then.</summary>
    public async Task<FamilyAnswer> AskAsync(string name, DnsType type, CancellationToken deadline)
    {
        if (DnsQuestion.For(name, type) is not { } question)
        {
            return FamilyAnswer.Unknown(FamilyAnswer.MaxNegativeTimeToLive, null);
        }

        FamilyAnswer failure = FamilyAnswer.TimedOut;
        int first = FirstServer();
        for (int round = 0; round < tries; round++)
        {
            bool worthAnotherRound = false;
            for (int i = 0; i < _servers.Length && !deadline.IsCancellationRequested; i++)
            {
                int index = (first + i) % _servers.Length;
                FamilyAnswer answer = await _servers[index].AskAsync(question, deadline);
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

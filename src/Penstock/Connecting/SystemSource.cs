using System.Net;
using System.Net.Sockets;

namespace Penstock.Connecting;

/// <summary>The operating system's resolver (getaddrinfo), with whatever it is set up to ask.</summary>
internal sealed class SystemSource : INameSource
{
    /// <summary>getaddrinfo tells no lifetime. Long enough for a page's worth of connections, short enough that nobody notices a change.</summary>
    private static readonly TimeSpan s_timeToLive = TimeSpan.FromSeconds(5);

    public async Task<LookUpResult> AskAsync(NameLookUp lookUp, CancellationToken deadline)
    {
        try
        {
            // getaddrinfo cannot be stopped; past the deadline it is left to end by itself.
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(lookUp.Name, CancellationToken.None).WaitAsync(deadline);
            return new LookUpResult(Of(addresses, AddressFamily.InterNetworkV6), Of(addresses, AddressFamily.InterNetwork)) { Source = "system" };
        }
        catch (OperationCanceledException)
        {
            return new LookUpResult(FamilyAnswer.TimedOut, FamilyAnswer.TimedOut);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            FamilyAnswer unknown = FamilyAnswer.Unknown(FamilyAnswer.MaxNegativeTimeToLive, null);
            return new LookUpResult(unknown, unknown);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return LookUpResult.Failed;
        }
    }

    private static FamilyAnswer Of(IPAddress[] addresses, AddressFamily family) =>
        FamilyAnswer.OfAll([.. addresses.Where(a => a.AddressFamily == family).Take(DnsAnswerReader.MaxAddresses)], s_timeToLive);
}

namespace Penstock.Connecting;

/// <summary>Who is asked for a name that is neither in the hosts file nor localhost.</summary>
internal interface INameSource
{
    /// <summary>Asks, and offers each family's addresses to <paramref name="lookUp"/> as they come. Ends soon after <paramref name="deadline"/>.</summary>
    Task<LookUpResult> AskAsync(NameLookUp lookUp, CancellationToken deadline);
}

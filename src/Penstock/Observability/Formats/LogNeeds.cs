namespace Penstock.Observability.Formats;

/// <summary>What formats name of a request that is not kept anyway.</summary>
/// <param name="RequestFields">The names of the request's fields, in lower case.</param>
/// <param name="ResponseFields">Those of the response's.</param>
/// <param name="LocalAddress">Whether the address is needed that the client came to.</param>
internal sealed record LogNeeds(string[] RequestFields, string[] ResponseFields, bool LocalAddress)
{
    public bool Any => RequestFields.Length > 0 || ResponseFields.Length > 0 || LocalAddress;

    /// <summary>All that several formats need.</summary>
    public static LogNeeds Of(IReadOnlyCollection<LogNeeds> all) => new(
        [.. all.SelectMany(needs => needs.RequestFields).Distinct()],
        [.. all.SelectMany(needs => needs.ResponseFields).Distinct()],
        all.Any(needs => needs.LocalAddress));
}

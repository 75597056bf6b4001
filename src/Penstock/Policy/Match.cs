namespace Penstock.Policy;

/// <summary>Whether something matches a request, as far as is known of the request: what is not known yet is named, and asked for only if it decides.</summary>
internal enum Match : byte
{
    No,

    Yes,

    /// <summary>It depends on who the client is.</summary>
    NeedsUser,

    /// <summary>It depends on the name of the client's address.</summary>
    NeedsClientName,

    /// <summary>It depends on the address that would be dialled.</summary>
    NeedsAddress,
}

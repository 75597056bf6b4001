namespace Penstock.Http;

/// <summary>How far a head has come.</summary>
internal enum HeadStatus
{
    /// <summary>All right so far, and not at its end. More bytes decide.</summary>
    Incomplete,

    /// <summary>The empty line was seen. More bytes change nothing.</summary>
    Complete,

    /// <summary>No bytes that could follow make this a head.</summary>
    Rejected,
}

/// <summary>What <see cref="HeadParser"/> found: numbers into the bytes it was given, valid as long as those bytes are.</summary>
/// <remarks>A range that is not known is empty. What was known before a rejection stays: the access log wants the line that was refused.</remarks>
internal readonly record struct HeadResult
{
    internal HeadStatus Status =>
        Rejection is not HeadRejection.None ? HeadStatus.Rejected : Length > 0 ? HeadStatus.Complete : HeadStatus.Incomplete;

    internal HeadRejection Rejection { get; init; }

    /// <summary>The bytes of a complete head, from the first one given to the end of the empty line; otherwise 0.</summary>
    internal int Length { get; init; }

    /// <summary>The first line as it came, without its end; empty until that end was seen. In a rejected head it can hold any bytes.</summary>
    internal Range RequestLine { get; init; }

    internal Range Method { get; init; }

    internal Range Target { get; init; }

    /// <summary>The digit after <c>HTTP/1.</c>; RFC 9110, section 2.5, has a recipient read 2 and above as the highest it knows, which is 1.</summary>
    internal int MinorVersion { get; init; }

    /// <summary>How many field lines were filled in, of a complete head.</summary>
    internal int FieldCount { get; init; }
}

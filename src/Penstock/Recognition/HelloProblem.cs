namespace Penstock.Recognition;

/// <summary>Why a handshake that began as TLS was not understood.</summary>
internal enum HelloProblem
{
    /// <summary>Nothing is wrong, as far as it has come.</summary>
    None,

    /// <summary>Its lengths, or an extension that we read, contradict the RFCs.</summary>
    Malformed,

    /// <summary>It is longer than what is looked at, or names more items than any real one.</summary>
    TooLarge,

    /// <summary>A hello in the format of SSL 2, which RFC 6176 forbids.</summary>
    Ssl2,
}

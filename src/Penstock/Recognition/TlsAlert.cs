namespace Penstock.Recognition;

/// <summary>An alert that passed in clear.</summary>
/// <param name="FromOrigin">Who sent it: the origin, or the client.</param>
/// <param name="Level">1 is a warning, 2 is fatal (RFC 5246, section 7.2). Since TLS 1.3 the description alone counts.</param>
/// <param name="Description">Its number.</param>
internal readonly record struct TlsAlert(bool FromOrigin, byte Level, byte Description)
{
    /// <summary>The RFC's name of the description: "handshake_failure".</summary>
    public string Name => TlsNames.Alert(Description);

    public bool IsFatal => Level != 1;
}

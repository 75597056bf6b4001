namespace Penstock;

/// <summary>What is done with the Via field of plain HTTP messages (RFC 9110, section 7.6.3), by the names of Apache's ProxyVia.</summary>
public enum ViaMode
{
    /// <summary>The proxy names itself in requests and responses, as the RFC has it: <c>Via: 1.1 pseudonym</c>. A request that has been through this proxy already is refused.</summary>
    On,

    /// <summary>As <see cref="On"/>, with the product and its version: <c>Via: 1.1 pseudonym (Penstock/0.1.0)</c>.</summary>
    Full,

    /// <summary>Via is passed on as it came, and nothing is added.</summary>
    Off,

    /// <summary>Via is removed from requests and responses, and nothing is added.</summary>
    Block,
}

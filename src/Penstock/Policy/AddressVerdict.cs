namespace Penstock.Policy;

/// <summary>How <see cref="DestinationPolicy"/> ruled. Allowed is not the first, so that a verdict nobody gave allows nothing.</summary>
internal enum AddressRuling
{
    /// <summary>The client is not on this host and the address is not <see cref="AddressClass.Global"/>.</summary>
    ProhibitedClass,

    /// <summary>The client is not on this host and the address is one of this host.</summary>
    OwnHost,

    /// <summary>The proxy itself would be dialled: a loop.</summary>
    OwnListener,

    /// <summary>A rule denies it, or the default does.</summary>
    DeniedByRule,

    /// <summary>CONNECT may not reach its port.</summary>
    PortNotAllowed,

    /// <summary>The rules have to know who the client is.</summary>
    NeedsUser,

    Allowed,
}

/// <summary>
/// The ruling on one address, with its class: the reason for <see cref="AddressRuling.ProhibitedClass"/>, and with every other ruling a fact for the log.
/// </summary>
/// <param name="Ruling">Whether it may be dialled.</param>
/// <param name="Class">What kind of address it is.</param>
/// <param name="Decision">What the rules said; null if there are none.</param>
internal readonly record struct AddressVerdict(AddressRuling Ruling, AddressClass Class, Decision? Decision = null)
{
    // Every allowed address has one of these in a JSON log.
    private static readonly string[] s_classes = [.. Enum.GetValues<AddressClass>().Select(Words)];
    private static readonly string[] s_classesForLocalClients = [.. s_classes.Select(name => name + ", and the client is on this machine")];

    private static readonly Decision[] s_prohibited = [.. s_classes.Select(name => Decision.Denial(name + ", and no rule names it"))];
    private static readonly Decision s_ownHost = Decision.Denial("an address of the proxy's own host, and no rule names it");
    private static readonly Decision s_ownListener = Decision.Denial("the proxy's own listener");

    public bool IsAllowed => Ruling == AddressRuling.Allowed;

    /// <summary>Why, in a few words.</summary>
    public string Reason => Ruling switch
    {
        AddressRuling.Allowed => Class != AddressClass.Global && Decision?.Rule is null ? s_classesForLocalClients[(int)Class] : ClassName,
        AddressRuling.ProhibitedClass or AddressRuling.OwnHost or AddressRuling.OwnListener or AddressRuling.PortNotAllowed => Decider!.Text,
        AddressRuling.NeedsUser => "the rule needs to know who the client is",
        _ => $"denied by {Decision}",
    };

    /// <summary>What decided: the proxy itself, where it keeps clients from what the rules do not; else <see cref="Decision"/>.</summary>
    public Decision? Decider => Ruling switch
    {
        AddressRuling.ProhibitedClass => s_prohibited[(int)Class],
        AddressRuling.OwnHost => s_ownHost,
        AddressRuling.OwnListener => s_ownListener,
        AddressRuling.PortNotAllowed => PolicyEvaluator.PortDenial,
        _ => Decision,
    };

    private static string Words(AddressClass addressClass) => addressClass switch
    {
        AddressClass.ThisNetwork => "this network",
        AddressClass.LinkLocal => "link-local",
        AddressClass.SharedAddressSpace => "shared address space",
        AddressClass.ProtocolAssignments => "protocol assignments",
        AddressClass.DiscardOnly => "discard-only",
        AddressClass.SegmentRouting => "segment routing",
        _ => addressClass.ToString().ToLowerInvariant(),
    };

    private string ClassName => s_classes[(int)Class];
}

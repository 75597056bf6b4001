using System.Globalization;

namespace Penstock.Tests.Conformance;

/// <summary>A row about a client. Keys: <c>client:</c> what it sends; <c>client-ends: fin</c> if it finishes then; <c>answer:</c> the status of each response and
/// how the connection is left; <c>gets:</c>, where it matters, all bytes of the responses; <c>origin:</c> all bytes that reached the origin, or
/// <c>nothing</c>; <c>config:</c> settings that are not the defaults;
/// <c>in-one-piece: yes</c> if it matters that the bytes arrive together.</summary>
internal sealed record RequestCase(CaseEntry Entry, string Client, bool ClientFinishes, int[] Statuses, CaseEnding Ending, string? Gets, string Origin, string Config)
{
    // Sent byte by byte, a longer one would take its time and show nothing that it does not show otherwise.
    private const int MostThatIsCut = 1000;

    public string Name => Entry.Name;

    /// <summary>Whether the same is expected when its bytes arrive in pieces, and it is short enough for that.</summary>
    public bool MayBeCut => Entry.Value("in-one-piece") != "yes" && CaseText.Expand(Client, CasePlaces.Anywhere).Length <= MostThatIsCut;

    public static IReadOnlyList<RequestCase> All { get; } = [.. CaseFile.ReadFolder("Cases").Select(Of)];

    private static RequestCase Of(CaseEntry entry)
    {
        string[] known = ["client", "client-ends", "answer", "gets", "origin", "config", "in-one-piece"];
        if (entry.Steps.Find(step => !known.Contains(step.Key)) is { Key: { } unknown })
        {
            throw entry.Mistake($"has '{unknown}:', which means nothing");
        }

        string[] answer = entry.Required("answer").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        int[] statuses = [.. answer[..^1].Where(word => word != "none").Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        string origin = entry.Required("origin");
        return new(
            entry,
            entry.Required("client"),
            entry.Value("client-ends") == "fin",
            statuses,
            Enum.Parse<CaseEnding>(answer[^1], ignoreCase: true),
            entry.Value("gets"),
            origin == "nothing" ? "" : origin,
            entry.Value("config") ?? "");
    }
}

/// <summary>How a client's connection is left.</summary>
internal enum CaseEnding
{
    /// <summary>It has not been seen.</summary>
    None,

    /// <summary>Another request is answered on it.</summary>
    Open,

    /// <summary>It was ended with FIN.</summary>
    Close,

    /// <summary>It was ended with RST.</summary>
    Reset,

    /// <summary>Ended with either, where the bytes alone show that something is missing.</summary>
    Broken,

    /// <summary>Its bytes go to the origin as they are.</summary>
    Tunnel,
}

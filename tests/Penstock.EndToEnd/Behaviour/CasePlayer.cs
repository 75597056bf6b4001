using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Penstock.Tests.Conformance;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Plays rows over the wire against a proxy, whichever it is, and says what came of them.</summary>
/// <param name="proxy">Where the proxy listens.</param>
/// <param name="limit">How long one thing that a row expects may take: for failures only.</param>
internal sealed partial class CasePlayer(EndPoint proxy, TimeSpan limit) : IDisposable
{
    private const string ProbeField = "X-Probe: answered";
    private const string TunnelProbe = "is this a tunnel?";

    private readonly RecordingOrigin _probeOrigin = new(ProbeField + "\r\n");

    /// <summary>Plays a row about a client.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sendAsync">How its bytes are sent; null for all at once.</param>
    public async Task<CaseResult> PlayAsync(RequestCase row, Func<WireRecorder, string, Task>? sendAsync = null)
    {
        using var origin = new RecordingOrigin();
        CasePlaces places = Places(origin.Address, origin.Port);
        using WireRecorder client = await ConnectAsync();
        string bytes = CaseText.Expand(row.Client, places);
        await (sendAsync is null ? client.SendAsync(bytes) : sendAsync(client, bytes));
        if (row.ClientFinishes)
        {
            client.Finish();
        }

        (string got, CaseEnding ending) = await FindEndingAsync(client, row.Ending, text => StatusesOf(text).Length >= row.Statuses.Length, origin);
        List<string> wrong = [];
        if (!StatusesOf(got).SequenceEqual(row.Statuses) || !IsAs(row.Ending, ending))
        {
            wrong.Add($"answers: expected {Answers(row.Statuses, row.Ending)}, seen {Answers(StatusesOf(got), ending)}");
        }

        // What was passed on and not answered may still be on its way.
        Regex expected = CaseText.Expect(row.Origin, places);
        await origin.WaitAsync(saw => expected.IsMatch(WithoutProbe(saw)), wrong.Count == 0 ? limit : TimeSpan.Zero);
        string saw = WithoutProbe(origin.Received);

        if (!expected.IsMatch(saw))
        {
            wrong.Add($"origin: expected\n{CaseText.Show(ShownExpectation(row.Origin, places))}\n  seen\n{CaseText.Show(saw)}");
        }

        if (row.Gets is not null && !CaseText.Expect(row.Gets, places).IsMatch(got))
        {
            wrong.Add($"client: expected\n{CaseText.Show(ShownExpectation(row.Gets, places))}");
        }

        return new(got, ending, saw, wrong);
    }

    /// <summary>Plays a row about an origin.</summary>
    public async Task<CaseResult> PlayAsync(OriginCase row)
    {
        using var script = new OriginScript(this, limit);
        List<string> wrong = [];
        foreach ((string key, string text) in row.Script)
        {
            if (!await script.StepAsync(key, text))
            {
                wrong.Add($"never came: '{key}: {text}'");
                break;
            }
        }

        Regex expected = CaseText.Expect(row.Gets, script.Places);
        (string got, CaseEnding ending) = await FindEndingAsync(script.Client, row.Ending, expected.IsMatch, null);
        if (!expected.IsMatch(got))
        {
            wrong.Add($"client: expected\n{CaseText.Show(ShownExpectation(row.Gets, script.Places))}");
        }

        if (!IsAs(row.Ending, ending))
        {
            wrong.Add($"client's connection: expected {row.Ending}, seen {ending}");
        }

        return new(got, ending, script.OriginSaw, wrong);
    }

    public void Dispose() => _probeOrigin.Dispose();

    internal async Task<WireRecorder> ConnectAsync()
    {
        var socket = new Socket(proxy.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(proxy);
        return new WireRecorder(socket);
    }

    internal CasePlaces Places(string origin, int port) =>
        new(origin, port.ToString(CultureInfo.InvariantCulture), $"127.0.0.1:{RawOrigin.UnusedPort()}", proxy.ToString()!);

    internal static int[] StatusesOf(string bytes) =>
        [.. StatusLine().Matches(bytes).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    internal static string Answers(int[] statuses, CaseEnding ending) =>
        $"{(statuses.Length == 0 ? "none" : string.Join(' ', statuses))}, {(ending == CaseEnding.None ? "waiting" : ending.ToString().ToLowerInvariant())}";

    /// <summary>How the connection is left, and what was received before that was asked. Whether it is open is asked with a request that follows.</summary>
    private async Task<(string Got, CaseEnding Ending)> FindEndingAsync(WireRecorder client, CaseEnding expected, Func<string, bool> isAnswered, RecordingOrigin? origin)
    {
        bool isLeft = expected is CaseEnding.Open or CaseEnding.Tunnel
            ? await client.WaitAsync(isAnswered, limit)
            : !await client.WaitForEndAsync(limit);
        string got = client.Received;
        if (!isLeft && client.Ending != CaseEnding.None)
        {
            return (got, client.Ending);
        }

        if (expected == CaseEnding.Tunnel)
        {
            await client.SendAsync(TunnelProbe);
            bool isTunnel = await origin!.WaitAsync(saw => saw.EndsWith(TunnelProbe, StringComparison.Ordinal), limit);
            return (client.Received, isTunnel ? CaseEnding.Tunnel : client.Ending);
        }

        await client.SendAsync($"GET http://{_probeOrigin.Address}/ HTTP/1.1\r\nHost: {_probeOrigin.Address}\r\n\r\n");
        await client.WaitAsync(text => text.IndexOf(ProbeField, StringComparison.Ordinal) is >= 0 and var field && text.IndexOf("\r\n\r\n", field, StringComparison.Ordinal) >= 0, limit);
        string all = client.Received;
        int probe = all.IndexOf(ProbeField, StringComparison.Ordinal);
        return probe < 0 ? (all, client.Ending) : (all[..all.LastIndexOf("HTTP/1.", probe, StringComparison.Ordinal)], CaseEnding.Open);
    }

    private static string WithoutProbe(string saw) => saw.EndsWith(TunnelProbe, StringComparison.Ordinal) ? saw[..^TunnelProbe.Length] : saw;

    private static bool IsAs(CaseEnding expected, CaseEnding seen) =>
        seen == expected || (expected == CaseEnding.Broken && seen is CaseEnding.Close or CaseEnding.Reset);

    // As it is written, but with the addresses that this run had.
    private static string ShownExpectation(string text, CasePlaces places) =>
        text.Replace("{origin}", places.Origin, StringComparison.Ordinal).Replace("{port}", places.Port, StringComparison.Ordinal).Replace(@"\r\n", "\r\n", StringComparison.Ordinal);

    [GeneratedRegex(@"HTTP/1\.[01] (\d{3})(?=[ \r])")]
    private static partial Regex StatusLine();
}

/// <summary>What came of a row: all that the client got, how its connection was left, all that the origin saw, and what of it was not as expected.</summary>
internal sealed record CaseResult(string Got, CaseEnding Ending, string OriginSaw, List<string> Wrong)
{
    public string Describe(CaseEntry entry) =>
        $"{entry.File}:{entry.Line}: {entry.Name}\n{string.Join('\n', Wrong)}\n  the client got, and then {Ending}\n{CaseText.Show(Got)}\n  the origin saw\n{CaseText.Show(OriginSaw)}";
}

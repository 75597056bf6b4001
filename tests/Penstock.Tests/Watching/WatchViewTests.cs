using Penstock.Tool.Watching;
using static Penstock.Tests.Watching.WatchJson;

namespace Penstock.Tests.Watching;

public sealed class WatchViewTests
{
    private readonly WatchState _state = new(new RequestTable());

    [Fact]
    public void TheList_HasWhatFitsBesideWhatWasAsked()
    {
        _state.Reset(Lists($"{Open(1, "a.test", 10, 2048)},{Open(2, "b.test")}", Ended(3, "c.test", "Denied", ",\"status\":403,\"verdict\":\"deny\",\"rule\":\"penstock.yaml:31 (deny *.test)\"")));
        _state.Apply(Tick(1));
        _state.Apply(Tick(2, progress: "[1,10,3072]"));
        string[] lines = Lines(80, 9);

        Assert.Equal(9, lines.Length);
        Assert.StartsWith("penstock watch · here · 3 open", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("3 shown, newest first", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^ +began +request +↓/s +↓ +lasts +state", lines[2]);
        Assert.Matches(@"^> ..:..:02 CONNECT b.test:443 +0 B +1:00 open", lines[3]);
        Assert.Matches(@"^  ..:..:01 CONNECT a.test:443 +1\.0 KiB +3\.0 KiB +1:01 open", lines[4]);
        Assert.Matches(@"^  ..:..:03 CONNECT c.test:443 +0 B +0\.05 s 403 penstoc…", lines[5]);
        Assert.StartsWith("j k choose", lines[8], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(72, 12)]
    [InlineData(110, 24)]
    [InlineData(200, 50)]
    public void AFrame_FitsTheTerminal(int width, int height)
    {
        _state.Reset(Lists(string.Join(',', Enumerable.Range(1, 59).Select(i => Open(i, $"{new string('w', 90)}{i}.test")))));
        Assert.Equal(height, Lines(width, height).Length);
        Assert.All(Lines(width, height), line => Assert.InRange(line.Length, 0, width));

        _state.Opened = 1;
        _state.Timeline = [.. Enumerable.Repeat(new string('x', 300), 40)];
        Assert.Equal(height, Lines(width, height).Length);
        Assert.All(Lines(width, height), line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void TheSelectedRow_IsAlwaysOnTheScreen()
    {
        _state.Reset(Lists(string.Join(',', Enumerable.Range(1, 59).Select(i => Open(i, $"h{i}.test")))));
        _state.Move(57);

        Assert.Contains(Lines(80, 10), line => line.StartsWith('>') && line.Contains("h2.test", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatPeersWrote_ReachesTheTerminalNeitherAsControlNorAsMarkup()
    {
        const string hostile = "[red]a[/]\\u001b[2J\\u009b31m\\u202e\\n[link=x]";
        _state.Reset(Lists(Open(1, hostile), Ended(2, "b.test", hostile, $",\"detail\":\"{hostile}\"")));
        _state.Filter = "\e[2J";
        string list = Terminal.Render(WatchView.Of(_state, "here", 160, 10), 160, isPlain: true);
        _state.Filter = "";
        _state.Refresh();
        list += Terminal.Render(WatchView.Of(_state, "here", 160, 10), 160, isPlain: true);
        list += string.Join('\n', TimelineLines.Of(Parse($$$"""{"id":1,"method":"{{{hostile}}}","stages":{"{{{hostile}}}":1},"banner":"{{{hostile}}}","saw":["{{{hostile}}}"],"tls":{"sni":"{{{hostile}}}"},"lookup":{"source":"{{{hostile}}}"}}""")));

        Assert.Contains("[red]a[/]?[2J?31m??[link=x]", list, StringComparison.Ordinal);
        Assert.DoesNotContain(list, c => (char.IsControl(c) && c != '\n') || c == '\u202E');
    }

    [Fact]
    public void ATimeline_TellsStagesInOrder_AndWhatWasSeen()
    {
        IReadOnlyList<string> lines = TimelineLines.Of(Parse("""
            {"id":7,"time":"2026-05-01T12:00:00Z","client":"10.0.0.1","user":"anna","method":"CONNECT","target":"a.test:443","outcome":"ClientClosedTunnel","bytes_up":1000,"bytes_down":2,
             "duration_ms":420.5,"verdict":"allow","rule":"penstock.yaml:3 (allow *)","stages":{"connected":18.5,"accepted":-0.1,"head_read":0.24,"ended":420.5},
             "lookup":{"source":"dns","start_ms":0,"end_ms":12,"answers":[{"address":"93.184.216.34","kept":true,"reason":"global"}]},
             "attempts":[{"address":"93.184.216.34:443","start_ms":12,"end_ms":18.5,"result":"connected"}],
             "tls":{"sni":"a.test","alpn_offered":["h2"],"version":"TLS 1.3","cipher":"TLS_AES_128_GCM_SHA256","group":"X25519"},"saw":["Who."],"could_not_see":["The page."]}
            """));

        Assert.Equal(
            """
            CONNECT a.test:443   (number 7)
            ↑ 1,000 bytes   ↓ 2 bytes
            allow by penstock.yaml:3 (allow *)

                 -0.1 ms  connection accepted
                  0.2 ms  request read
                 18.5 ms  connected to the server
                420.5 ms  ended

            look-up by dns: 93.184.216.34 (global)
            dialled 93.184.216.34:443: connected after 6.5 ms

            in the ClientHello: the name a.test, offers h2
            in the ServerHello: TLS 1.3, TLS_AES_128_GCM_SHA256, X25519

            What the proxy saw:
              Who.

            What it could not see:
              The page.
            """,
            string.Join('\n', lines.Where((_, index) => index != 1)));
        Assert.Matches(@"^from 10.0.0.1, user anna at ..:..:..; ClientClosedTunnel for 420.5 ms$", lines[1]);
    }

    private string[] Lines(int width, int height) => Terminal.Render(WatchView.Of(_state, "here", width, height), width, isPlain: true).Split('\n');
}

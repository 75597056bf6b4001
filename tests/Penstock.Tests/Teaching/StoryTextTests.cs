using Penstock.Tool.Teaching;

namespace Penstock.Tests.Teaching;

public sealed class StoryTextTests
{
    private static readonly Story s_story = new(
        "I am the proxy.",
        "example.com:443",
        [
            new(TimeSpan.FromMilliseconds(0.4), Lane.Client, Lane.Proxy, "CONNECT example.com:443", "I read this line. It is for me; I do not pass it on."),
            new(TimeSpan.FromMilliseconds(12), Lane.Proxy, Lane.Proxy, "look up example.com", "93.184.216.34."),
            new(TimeSpan.FromMilliseconds(130), Lane.Proxy, Lane.Server, "TCP connect", "Only now is there a path.") { MakesPath = true },
            new(null, Lane.Client, Lane.Server, "request, response", "Encrypted.") { IsEncrypted = true, IsBothWays = true },
            new(null, Lane.Client, Lane.Client, "checks the certificate", "Only it can."),
            new(null, Lane.Server, Lane.Client, "closed", "The end."),
        ],
        [new("What I saw", "whom you talk to."), new("What I could not see", "the page.")]);

    [Fact]
    public void WithRoom_ItIsADiagramOfThreeLines_AndTheServersBeginsWithTheConnection() => Assert.Equal(
        """
        I am the proxy.

                      client                      proxy (me)            example.com:443
         1   0.4 ms   │─ CONNECT example.com:443 ────▶│                                  I read this line. It is for
                      │                               │                                  me; I do not pass it on.
         2    12 ms   │                               ● look up example.com              93.184.216.34.
         3   0.13 s   │                               │─ TCP connect ────────────────▶   Only now is there a path.
         4            │◀═════════════════════ request, response ═════════════════════▶│  Encrypted.
         5            ● checks the certificate        │                               │  Only it can.
         6            │◀───────────────────────────────────────────────────── closed ─│  The end.

        What I saw:            whom you talk to.
        What I could not see:  the page.

        """,
        StoryText.Write(s_story, 110));

    [Fact]
    public void WithoutRoom_ItIsAList() => Assert.Equal(
        """
        I am the proxy.

         1  0.4 ms  client ──▶ me: CONNECT example.com:443
            I read this line. It is for me; I do not pass it on.
         2  12 ms  me: look up example.com
            93.184.216.34.
         3  0.13 s  me ──▶ server: TCP connect
            Only now is there a path.
         4  client ◀═▶ server: request, response
            Encrypted.
         5  client: checks the certificate
            Only it can.
         6  server ──▶ client: closed
            The end.

        What I saw:            whom you talk to.
        What I could not see:  the page.

        """,
        StoryText.Write(s_story, 70));

    [Theory]
    [InlineData(30)]
    [InlineData(79)]
    [InlineData(100)]
    [InlineData(107)]
    [InlineData(110)]
    [InlineData(120)]
    [InlineData(300)]
    public void NoLine_IsLongerThanTheTerminal(int width)
    {
        Story longer = s_story with
        {
            Server = $"{new string('a', 63)}.{new string('b', 63)}.example:65535",
            Steps = [.. s_story.Steps.Select(step => step with { Label = $"{step.Label} {new string('x', 80)}", Remark = $"{step.Remark} {new string('y', 200)}" })],
        };

        Assert.All(StoryText.Write(longer, width).Split('\n'), line => Assert.InRange(line.Length, 0, Math.Min(width, 120)));
    }

    [Fact]
    public void InAscii_EveryColumnStaysWhereItWas()
    {
        string drawn = StoryText.Write(s_story, 110);
        string ascii = Glyphs.ToAscii(drawn);

        Assert.All(ascii, c => Assert.True(char.IsAscii(c) && c != '?', $"U+{(int)c:X4}"));
        Assert.Equal(drawn.Split('\n').Select(line => line.Length), ascii.Split('\n').Select(line => line.Length));
        Assert.Contains("|<===================== request, response =====================>|", ascii, StringComparison.Ordinal);
    }
}

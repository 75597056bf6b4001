using System.Text;
using Penstock.Tool.Watching;

namespace Penstock.Tests.Watching;

public sealed class ServerSentEventsTests
{
    [Theory]
    [InlineData("event: tick\ndata: {}\n\n", "tick={}")]
    [InlineData("event:tick\r\ndata:1\r\ndata: 2\r\n\r\n", "tick=1\n2")]
    [InlineData(": a comment\n\nevent: a\n\ndata: b\nid: 7\nretry: 1\n\n", "message=b")]
    [InlineData("data: a\n\ndata: b\n\nevent: dropped\ndata: c\n\n", "message=a|message=b|dropped=c")]
    [InlineData("event: tick\ndata: cut off", "")]
    [InlineData("", "")]
    public async Task AStream_IsItsEvents(string text, string expected)
    {
        using var events = new ServerSentEvents(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        List<string> read = [];
        while (await events.ReadAsync(TestContext.Current.CancellationToken) is { } one)
        {
            read.Add($"{one.Name}={one.Data}");
        }

        Assert.Equal(expected, string.Join('|', read));
    }

    [Fact]
    public async Task AnEventThatDoesNotEnd_IsGivenUp()
    {
        string line = $"data: {new string('x', 1 << 20)}\n";
        using var events = new ServerSentEvents(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, (ServerSentEvents.MaxEvent >> 20) + 1)))));

        await Assert.ThrowsAsync<InvalidDataException>(() => events.ReadAsync(TestContext.Current.CancellationToken));
    }
}

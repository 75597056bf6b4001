using System.Text;
using Penstock.Http;
using Penstock.Observability;
using Penstock.Observability.Formats;

namespace Penstock.Tests.Observability;

/// <summary>When what was noted of a request stands for the next one of its connection.</summary>
public sealed class LoggedFieldsTests
{
    private static readonly LogNeeds s_needs = new(["user-agent", "referer"], [], LocalAddress: false);

    [Theory]
    [InlineData("User-Agent: a/1", "user-agent: a/1", true)]
    [InlineData("User-Agent: a/1|Referer: b", "Referer: b|Accept: x|User-Agent: a/1", true)]
    [InlineData("Accept: x", "Accept: y", true)]
    [InlineData("User-Agent: a/1", "User-Agent: a/2", false)]
    [InlineData("User-Agent: a/1", "Accept: x", false)]
    [InlineData("Accept: x", "User-Agent: a/1", false)]
    [InlineData("User-Agent: a/1", "User-Agent: a/1|Referer: b", false)]
    [InlineData("User-Agent: a/1|Referer: b", "User-Agent: a/1", false)]
    [InlineData("User-Agent: a/1", "User-Agent: a/1|User-Agent: a/1", false)]
    [InlineData("User-Agent: a/1|Referer: b", "User-Agent: a/1|User-Agent: a/1", false)]
    [InlineData("User-Agent: a|User-Agent: b", "User-Agent: a|User-Agent: b", false)]
    [InlineData("User-Agent: a|User-Agent: b", "User-Agent: a, b", true)]
    [InlineData("User-Agent: a/1", "Referer:", false)]
    [InlineData("User-Agent: a/1", "User-Agent: a/1|Referer:", false)]
    [InlineData("Referer: http://u:p@b.test/", "Referer: http://u:p@b.test/", false)]
    [InlineData("Referer: http://b.test/?q", "Referer: http://b.test/?q", false)]
    public void ItDoes_IfAllThatLogsNameIsTheSame(string before, string now, bool expected)
    {
        LoggedFields noted = Note(before);
        (byte[] head, FieldLine[] fields) = Parse(now);

        Assert.Equal(expected, noted.IsOf(s_needs, hidesQueries: true, head, fields));
        if (expected)
        {
            LoggedFields again = Note(now);
            Assert.All(s_needs.RequestFields, name => Assert.Equal(again.Request(name), noted.Request(name)));
        }
    }

    [Fact]
    public void ItDoesNot_AfterAReload_OrWhereTheResponseIsNotedToo()
    {
        (byte[] head, FieldLine[] fields) = Parse("User-Agent: a/1");
        LoggedFields noted = Note("User-Agent: a/1");
        var withResponse = new LogNeeds(["user-agent"], ["content-type"], LocalAddress: false);

        Assert.True(noted.IsOf(s_needs, hidesQueries: true, head, fields));
        Assert.False(noted.IsOf(s_needs with { LocalAddress = true }, hidesQueries: true, head, fields));
        Assert.False(noted.IsOf(s_needs, hidesQueries: false, head, fields));
        Assert.False(Note("User-Agent: a/1", withResponse).IsOf(withResponse, hidesQueries: true, head, fields));
    }

    private static LoggedFields Note(string lines, LogNeeds? needs = null)
    {
        var noted = new LoggedFields(needs ?? s_needs, withoutQueries: true);
        (byte[] head, FieldLine[] fields) = Parse(lines);
        Array.ForEach(fields, field => noted.AddRequest(head.AsSpan()[field.Name], head.AsSpan()[field.Value]));
        return noted;
    }

    private static (byte[] Head, FieldLine[] Fields) Parse(string lines)
    {
        byte[] head = Encoding.ASCII.GetBytes($"GET http://a/ HTTP/1.1\r\nHost: a\r\n{lines.Replace("|", "\r\n", StringComparison.Ordinal)}\r\n\r\n");
        var fields = new FieldLine[10];
        HeadResult result = HeadParser.ParseRequest(head, new LimitConfig(), fields);
        return (head, fields[..result.FieldCount]);
    }
}

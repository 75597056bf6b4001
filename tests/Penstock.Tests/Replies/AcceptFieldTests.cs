using System.Text;
using CsCheck;
using Penstock.Http;
using Penstock.Replies;

namespace Penstock.Tests.Replies;

public sealed class AcceptFieldTests
{
    [Theory]
    [InlineData("Text")]
    [InlineData("Text", "*/*")]
    [InlineData("Text", "image/png")]
    [InlineData("Text", "text/plain, text/html")]
    [InlineData("Text", "text/html;q=0.5, */*")]
    [InlineData("Text", "text/html;q=0")]
    [InlineData("Text", "text/html;q=high")]
    [InlineData("Text", "text/html;q=0.1234")]
    [InlineData("Text", "text/htm")]
    [InlineData("Html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("Html", "TEXT/HTML ; charset=utf-8 ; Q=1.0")]
    [InlineData("Html", "application/json;q=0.8, text/html;q=0.801")]
    [InlineData("Html", "image/png", "text/html")]
    [InlineData("Problem", "application/problem+json")]
    [InlineData("Problem", "application/*")]
    [InlineData("Json", "application/json, text/plain, */*")]
    [InlineData("Json", " ,, application/json")]
    public void The_format_is_the_one_with_the_most_weight(string expected, params string[] values)
    {
        FieldLine[] fields = new FieldLine[16];
        byte[] head = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(values.Select(value => $"aCCept: {value}\r\n")) + "\r\n");
        HeadResult result = HeadParser.ParseRequest(head, new LimitConfig(), fields);

        Assert.Equal(Enum.Parse<RefusalFormat>(expected), AcceptField.Preferred(head, fields.AsSpan(0, result.FieldCount)));
    }

    [Fact]
    public void Whatever_stands_there_is_read_to_its_end() => Gen.String[Gen.OneOf("text/html,;q=019.* application/json".ToCharArray()), 0, 60].Sample(
        value =>
        {
            FieldLine[] fields = new FieldLine[16];
            byte[] head = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nAccept: {value}\r\n\r\n");
            HeadResult result = HeadParser.ParseRequest(head, new LimitConfig(), fields);
            Assert.Equal(HeadStatus.Complete, result.Status);
            Assert.True(Enum.IsDefined(AcceptField.Preferred(head, fields.AsSpan(0, result.FieldCount))));
        }, iter: 3_000);
}

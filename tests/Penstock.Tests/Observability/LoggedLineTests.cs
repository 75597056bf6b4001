using System.Text;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class LoggedLineTests
{
    [Theory]
    [InlineData("GET http://user:secret@example.com/ HTTP/1.1", "GET http://***@example.com/ HTTP/1.1")]
    [InlineData("GET http://user@example.com HTTP/1.1", "GET http://***@example.com HTTP/1.1")]
    [InlineData("GET http://a:b@c:secret@example.com/ HTTP/1.1", "GET http://***@example.com/ HTTP/1.1")]
    [InlineData("CONNECT user:secret@example.com:443 HTTP/1.1", "CONNECT ***@example.com:443 HTTP/1.1")]
    [InlineData("GET http://user:sec/ret@example.com/ HTTP/1.1", "GET http://***@example.com/ HTTP/1.1")]
    [InlineData("GET http://user:secret@", "GET http://***@")]
    [InlineData("GET user:secret@host HTTP/1.1", "GET ***@host HTTP/1.1")]
    [InlineData("user:secret@host", "***@host")]
    public void Credentials_AreNotInTheLine(string line, string expected) => Assert.Equal(expected, Line(line));

    [Theory]
    [InlineData("GET http://example.com/a@b HTTP/1.1")]
    [InlineData("GET http://example.com:80/a@b HTTP/1.1")]
    [InlineData("GET http://[::1]/a@b HTTP/1.1")]
    [InlineData("GET http://example.com/?to=a@b HTTP/1.1")]
    [InlineData("GET /users/a@b HTTP/1.1")]
    [InlineData("GET http://example.com/ HTTP/1.1")]
    [InlineData("GET http://@example.com/ HTTP/1.1")]
    [InlineData("")]
    public void AnAtSignElsewhere_Stays(string line) => Assert.Equal(line, Line(line));

    [Theory]
    [InlineData("http://u:p@a/ https://u:p@b/", "http://***@a/ https://***@b/")]
    [InlineData("bot (+mailto:me@example.com)", "bot (+mailto:me@example.com)")]
    [InlineData("http://example.com/?u=http://u:p@b", "http://example.com/?u=http://***@b")]
    [InlineData("://@", "://@")]
    public void UrisOfAField_LoseTheirs(string value, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(LoggedLine.WithoutUserInfoInUris(Encoding.Latin1.GetBytes(value))));

    [Theory]
    [InlineData("GET http://example.com/a?token=1 HTTP/1.1", "GET http://example.com/a?*** HTTP/1.1")]
    [InlineData("GET http://u:p@example.com/?a?b HTTP/1.1", "GET http://***@example.com/?*** HTTP/1.1")]
    [InlineData("GET /a? HTTP/1.1", "GET /a?*** HTTP/1.1")]
    [InlineData("GET http://example.com/a HTTP/1.1", "GET http://example.com/a HTTP/1.1")]
    [InlineData("CONNECT example.com:443 HTTP/1.1", "CONNECT example.com:443 HTTP/1.1")]
    [InlineData("", "")]
    public void AQuery_IsLeftOut_IfThatIsWanted(string line, string expected)
    {
        Assert.Equal(expected, Encoding.Latin1.GetString(LoggedLine.Of(Encoding.Latin1.GetBytes(line), withoutQuery: true)));
        Assert.Equal(Line(line), Encoding.Latin1.GetString(LoggedLine.Of(Encoding.Latin1.GetBytes(line), withoutQuery: false)));
    }

    private static string Line(string line) => Encoding.Latin1.GetString(LoggedLine.WithoutUserInfo(Encoding.Latin1.GetBytes(line)));
}

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
    [InlineData("GET //user:secret@host/ HTTP/1.1", "GET //***@host/ HTTP/1.1")]
    [InlineData("GET ///user:secret@host/ HTTP/1.1", "GET ///***@host/ HTTP/1.1")]
    [InlineData("GET /\\user:secret@host/ HTTP/1.1", "GET /\\***@host/ HTTP/1.1")]
    [InlineData("GET /%2Fuser:secret@host/ HTTP/1.1", "GET /%2F***@host/ HTTP/1.1")]
    [InlineData("GET //user:sec/ret@host/ HTTP/1.1", "GET //***@host/ HTTP/1.1")]
    [InlineData("GET /user:secret@host/ HTTP/1.1", "GET /***@host/ HTTP/1.1")]
    [InlineData("GET /http://user:secret@host/ HTTP/1.1", "GET /http://***@host/ HTTP/1.1")]
    [InlineData("GET http://user:secret%40host/ HTTP/1.1", "GET http://***%40host/ HTTP/1.1")]
    [InlineData("GET http://user:secret%2540host/ HTTP/1.1", "GET http://***%2540host/ HTTP/1.1")]
    [InlineData("GET http://user%3Asecret%40host/ HTTP/1.1", "GET http://***%40host/ HTTP/1.1")]
    [InlineData("GET http://user%3asec/ret@host/ HTTP/1.1", "GET http://***@host/ HTTP/1.1")]
    [InlineData("GET http://a%40b:secret@host/ HTTP/1.1", "GET http://***@host/ HTTP/1.1")]
    [InlineData("GET http://user:se://cret@host/ HTTP/1.1", "GET http://***@host/ HTTP/1.1")]
    [InlineData("GET http:///user:secret@host/ HTTP/1.1", "GET http:///***@host/ HTTP/1.1")]
    [InlineData("GET http:/user:secret@host/ HTTP/1.1", "GET http:/***@host/ HTTP/1.1")]
    [InlineData("GET http:user:secret@host/ HTTP/1.1", "GET ***@host/ HTTP/1.1")]
    [InlineData("GET http:\\\\user:secret@host/ HTTP/1.1", "GET http:\\\\***@host/ HTTP/1.1")]
    [InlineData("GET http%3A%2F%2Fuser:secret@host/ HTTP/1.1", "GET http%3A%2F%2F***@host/ HTTP/1.1")]
    [InlineData("GET ftp://user:secret@host/ HTTP/1.1", "GET ftp://***@host/ HTTP/1.1")]
    [InlineData("GET x+y://user:secret@host/ HTTP/1.1", "GET x+y://***@host/ HTTP/1.1")]
    [InlineData("GET http://host/?to=http%3A%2F%2Fuser%3Asecret%40b HTTP/1.1", "GET http://host/?to=http%3A%2F%2F***%40b HTTP/1.1")]
    [InlineData("GET  http://user:secret@host/ HTTP/1.1", "GET  http://***@host/ HTTP/1.1")]
    [InlineData("GET\t//user:secret@host/ HTTP/1.1", "***@host/ HTTP/1.1")]
    [InlineData("GET user:secret@host/x://y HTTP/1.1", "GET ***@host/x://y HTTP/1.1")]
    [InlineData("CONNECT user:sec/ret@host:443 HTTP/1.1", "CONNECT ***@host:443 HTTP/1.1")]
    [InlineData("CONNECT user:sec ret@host:443 HTTP/1.1", "CONNECT ***@host:443 HTTP/1.1")]
    [InlineData("CONNECT user:se://cret@host:443 HTTP/1.1", "CONNECT ***@host:443 HTTP/1.1")]
    [InlineData("CONNECT user:secret%40host:443 HTTP/1.1", "CONNECT ***%40host:443 HTTP/1.1")]
    [InlineData("CONNECT //user:secret@host:443 HTTP/1.1", "CONNECT ***@host:443 HTTP/1.1")]
    [InlineData("connect user:secret@host:443 HTTP/1.1", "connect ***@host:443 HTTP/1.1")]
    [InlineData("GET http://host:1//user:secret@x/ HTTP/1.1", "GET http://host:1//***@x/ HTTP/1.1")]
    [InlineData("GET http://host/r//user:secret@x/ HTTP/1.1", "GET http://host/r//***@x/ HTTP/1.1")]
    [InlineData("GET http://host/?u=//user:secret@x/ HTTP/1.1", "GET http://host/?u=//***@x/ HTTP/1.1")]
    [InlineData("GET http://host/?u=//user:sec/ret@x/ HTTP/1.1", "GET http://host/?u=//***@x/ HTTP/1.1")]
    [InlineData("GET http://host/?u=%2F%2Fuser:secret%40x/ HTTP/1.1", "GET http://host/?u=%2F%2F***%40x/ HTTP/1.1")]
    [InlineData("GET http://host/?u=http%253A%252F%252Fuser%253Asecret%2540x HTTP/1.1", "GET http://host/?u=http%253A%252F%252F***%2540x HTTP/1.1")]
    [InlineData("GET http://host/?u=http%25253A%25252F%25252Fuser%25253Asecret%252540x HTTP/1.1", "GET http://host/?u=http%25253A%25252F%25252F***%252540x HTTP/1.1")]
    [InlineData("GET http://host/?proxy=user:secret@x:3128 HTTP/1.1", "GET http://host/?proxy=***@x:3128 HTTP/1.1")]
    [InlineData("GET http://host/?proxy=user%3Asecret%40x&y=1 HTTP/1.1", "GET http://host/?proxy=***%40x&y=1 HTTP/1.1")]
    [InlineData("GET http://host/?proxy=user:sec=r,et=@x HTTP/1.1", "GET http://host/?proxy=***@x HTTP/1.1")]
    [InlineData("GET http://host/?proxy=user:sec%2Fret@x HTTP/1.1", "GET http://host/?proxy=***@x HTTP/1.1")]
    [InlineData("GET http://host/?proxy=user:sec%2F%2Fret@x HTTP/1.1", "GET http://host/?proxy=***@x HTTP/1.1")]
    [InlineData("GET http://host/?proxy=user:secret***@x HTTP/1.1", "GET http://host/?proxy=***@x HTTP/1.1")]
    [InlineData("GET http://host/a/user:secret@x/y HTTP/1.1", "GET http://host/a/***@x/y HTTP/1.1")]
    [InlineData("GET http://host/a;u=http:user:secret@x HTTP/1.1", "GET http://host/a;u=***@x HTTP/1.1")]
    [InlineData("GET http://host/#user:secret@x HTTP/1.1", "GET http://host/#***@x HTTP/1.1")]
    [InlineData("GET http://host/?mailto:secret:x@y HTTP/1.1", "GET http://host/?***@y HTTP/1.1")]
    public void Credentials_AreNotInTheLine(string line, string expected) => Assert.Equal(expected, Line(line));

    [Theory]
    [InlineData("GET http://example.com/a@b HTTP/1.1")]
    [InlineData("GET http://example.com:80/a@b HTTP/1.1")]
    [InlineData("GET http://[::1]/a@b HTTP/1.1")]
    [InlineData("GET http://example.com/?to=a@b HTTP/1.1")]
    [InlineData("GET /users/a@b HTTP/1.1")]
    [InlineData("GET http://example.com/ HTTP/1.1")]
    [InlineData("GET http://@example.com/ HTTP/1.1")]
    [InlineData("GET http://example.com:8040/a@b HTTP/1.1")]
    [InlineData("GET http://[::1]:80/a@b HTTP/1.1")]
    [InlineData("GET http://example.com/@scope%2Fname HTTP/1.1")]
    [InlineData("GET http://example.com/a%40b?c%40d HTTP/1.1")]
    [InlineData("GET /@scope/name HTTP/1.1")]
    [InlineData("GET /name@1.2.3/index.js HTTP/1.1")]
    [InlineData("GET /v2/image@sha256:0123 HTTP/1.1")]
    [InlineData("GET //example.com/a@b HTTP/1.1")]
    [InlineData("GET /?at=12:40&who=a@b HTTP/1.1")]
    [InlineData("GET http://example.com:8080/?mail=a@b.example&at=12:40 HTTP/1.1")]
    [InlineData("GET http://example.com/npm/@scope/name@1.2.3 HTTP/1.1")]
    [InlineData("GET http://example.com/.well-known/webfinger?resource=acct:a@b.example HTTP/1.1")]
    [InlineData("GET http://example.com/?to=Mailto%3Aa%40b.example HTTP/1.1")]
    [InlineData("GET http://example.com/12:40/a@b HTTP/1.1")]
    [InlineData("CONNECT example.com:443 HTTP/1.1")]
    [InlineData("")]
    public void AnAtSignElsewhere_Stays(string line) => Assert.Equal(line, Line(line));

    [Theory]
    [InlineData("http://u:p@a/ https://u:p@b/", "http://***@a/ https://***@b/")]
    [InlineData("bot (+mailto:me@example.com)", "bot (+mailto:me@example.com)")]
    [InlineData("http://example.com/?u=http://u:p@b", "http://example.com/?u=http://***@b")]
    [InlineData("://@", "://@")]
    [InlineData("//u:p@b/", "//***@b/")]
    [InlineData("u:p@h/x", "***@h/x")]
    [InlineData("http:u:p@h", "***@h")]
    [InlineData("http://h/?x=//u:p@h/", "http://h/?x=//***@h/")]
    [InlineData("Bot/1.0 (12:40; a@b.example, http://h:80/)", "Bot/1.0 (12:40; a@b.example, http://h:80/)")]
    [InlineData("https:\\\\u:p%40b/", "https:\\\\***%40b/")]
    public void UrisOfAField_LoseTheirs(string value, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(LoggedLine.WithoutUserInfoInText(Encoding.Latin1.GetBytes(value))));

    [Theory]
    [InlineData("u:p@example.com:80", "***@example.com:80")]
    [InlineData("u:p%40example.com", "***%40example.com")]
    [InlineData("example.com:8040", "example.com:8040")]
    public void AHostField_LosesThem(string value, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(LoggedLine.WithoutUserInfoInAuthority(Encoding.Latin1.GetBytes(value))));

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

    // 1 MiB of each would take minutes (a quarter of it took 4 s) if every colon were a look at all the rest; it takes some milliseconds.
    [Theory]
    [InlineData(":%xA%xa")]
    [InlineData("://b:c/")]
    [InlineData("a:")]
    [InlineData("//%3a")]
    [InlineData("://u:p@h/ ")]
    [InlineData("u:p@h/")]
    [InlineData("u:p&@")]
    [InlineData("%25252")]
    [InlineData("%40%25")]
    public void TextMadeToBeSlow_IsNot(string pattern)
    {
        byte[] text = Encoding.ASCII.GetBytes("GET /@" + string.Concat(Enumerable.Repeat(pattern, 1024 * 1024 / pattern.Length)));
        var time = System.Diagnostics.Stopwatch.StartNew();
        byte[] line = LoggedLine.Of(text, withoutQuery: true);
        LoggedLine.WithoutUserInfoInText(text);
        LoggedLine.WithoutUserInfoInAuthority(text);

        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("u:p@", Encoding.ASCII.GetString(line), StringComparison.Ordinal);
    }

    private static string Line(string line) => Encoding.Latin1.GetString(LoggedLine.WithoutUserInfo(Encoding.Latin1.GetBytes(line)));
}

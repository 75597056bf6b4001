using System.Text.RegularExpressions;

namespace Penstock.Tests.Conformance;

/// <summary>The reader of the rows: a row that were read as less than it says would always be right.</summary>
public sealed class CaseFileTests
{
    [Fact]
    public void Read_JoinsTheLinesOfAText()
    {
        CaseEntry entry = Assert.Single(CaseFile.Read("a.http", "# about\n== Its name\nclient: GET\\s\n  /\\r\\n\n\n  \\r\\n\nanswer: 200, open\n"));

        Assert.Equal("Its name", entry.Name);
        Assert.Equal(@"GET\s/\r\n\r\n", entry.Value("client"));
        Assert.Equal("200, open", entry.Value("answer"));
        Assert.Null(entry.Value("origin"));
    }

    [Theory]
    [InlineData("client: x")]
    [InlineData("== Name\n goes on")]
    [InlineData("== Name\nno key")]
    public void Read_OfALineWithoutAMeaning_Throws(string text) => Assert.Throws<FormatException>(() => CaseFile.Read("a.http", text));

    [Theory]
    [InlineData(@"a\r\n\t\0\s\\\{\}\xff", "a\r\n\t\0 \\{}\xff")]
    [InlineData("http://{origin}/", "http://127.0.0.1:8080/")]
    [InlineData(@"{repeat 3 a\r\n}b", "a\r\na\r\na\r\nb")]
    [InlineData("ab{pad 5 x}y", "abxxxy")]
    [InlineData("{repeat 2 p{port},}", "p8080,p8080,")]
    public void Expand_GivesTheBytes(string text, string bytes) => Assert.Equal(bytes, CaseText.Expand(text, CasePlaces.Anywhere));

    [Theory]
    [InlineData("{nobody}")]
    [InlineData(@"\q")]
    public void Expand_OfWhatHasNoMeaning_Throws(string text) => Assert.Throws<FormatException>(() => CaseText.Expand(text, CasePlaces.Anywhere));

    [Theory]
    [InlineData("a.c", "a.c", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a.c", "a.cd", false)]
    [InlineData(@"A: {any}\r\n", "A: b c\r\n", true)]
    [InlineData(@"A: {any}\r\n", "A: b\r\nC: d\r\n", false)]
    [InlineData("a{rest}", "ab\r\nc", true)]
    [InlineData("a{rest}", "abHTTP/1.1 200 OK", false)]
    [InlineData("{truncated}", "3\r\nabc\r\n", true)]
    [InlineData("{truncated}", "3\r\nabc\r\n0\r\n\r\n", false)]
    [InlineData("x{prefix abc}", "xab", true)]
    [InlineData("x{prefix abc}", "xb", false)]
    [InlineData("{repeat 2 ab}", "abab", true)]
    [InlineData("ab{or-nothing}", "ab", true)]
    [InlineData("ab{or-nothing}", "", true)]
    [InlineData("ab{or-nothing}", "a", false)]
    [InlineData("{chunks abc}", "3\r\nabc\r\n", true)]
    [InlineData("{chunks abc}", "1\r\na\r\n02\r\nbc\r\n", true)]
    [InlineData("{chunks abc}", "1\r\na\r\n1\r\nb\r\n", false)]
    public void Expect_IsMetByAllBytesOrNotAtAll(string text, string bytes, bool isMet)
    {
        Regex expected = CaseText.Expect(text, CasePlaces.Anywhere);

        Assert.Equal(isMet, expected.IsMatch(bytes));
    }
}

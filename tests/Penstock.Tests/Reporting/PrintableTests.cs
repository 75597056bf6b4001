using Penstock.Tool.Reporting;

namespace Penstock.Tests.Reporting;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("[red]bücher[/] 日本", "[red]bücher[/] 日本")]
    [InlineData("a\e[2Jb", "a?[2Jb")]
    [InlineData("a\u009B2Jb\r\n\tc\0\u007F", "a?2Jb???c??")]
    [InlineData("\u202Egro.elpmaxe\u2066\u200B\uFEFF", "?gro.elpmaxe???")]
    [InlineData("a\u0301\u2028", "a??")]
    [InlineData("\U000E0041", "?")]
    [InlineData(null, "")]
    public void WhatCouldSteerATerminal_IsAQuestionMark(string? text, string expected) => Assert.Equal(expected, Printable.Of(text));

    [Fact]
    public void AHalfCharacter_IsNotPassedOn() => Assert.Equal("a\uFFFDb", Printable.Of("a\uD800b"));

    [Fact]
    public void ALongText_IsCut() => Assert.Equal(new string('x', 10), Printable.Of(new string('x', 1000), 10));

    [Theory]
    [InlineData("a b c", 3, "a b", "c")]
    [InlineData("abcdef", 4, "abcd", "ef")]
    [InlineData("TLS_AES_256", 8, "TLS_AES_", "256")]
    [InlineData("  indented text", 12, "  indented", "text")]
    [InlineData("", 4, "")]
    public void Text_IsWrapped(string text, int width, params string[] lines) => Assert.Equal(lines, TextWrap.Lines(text, width));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    public void ALine_IsCutByColumns(string text, int width, string expected) => Assert.Equal(expected, CellWidth.Cut(text, width));
}

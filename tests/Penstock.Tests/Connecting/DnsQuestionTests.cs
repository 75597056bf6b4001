using CsCheck;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

public sealed class DnsQuestionTests
{
    [Theory]
    [InlineData(true, "BEEF01000001000000000001" + "0161027A7A00" + "001C0001" + "00002904D0000000000000")]
    [InlineData(false, "BEEF01000001000000000000" + "0161027A7A00" + "001C0001")]
    public void AQuery_IsWrittenAsTheRfcsHaveIt(bool withExtensions, string expected)
    {
        byte[] query = new byte[DnsQuestion.MaxQueryLength];
        Array.Fill(query, (byte)0xAA);

        int length = DnsQuestion.For("A.zz", DnsType.Aaaa)!.WriteQuery(query, 0xBEEF, withExtensions);

        Assert.Equal(expected, Convert.ToHexString(query[..length]));
    }

    [Fact]
    public void TheLongestName_FitsIntoTheLongestQuery()
    {
        DnsQuestion question = DnsQuestion.For(string.Join('.', Enumerable.Repeat("a", 127)), DnsType.A)!;

        Assert.Equal(DnsQuestion.MaxQueryLength, question.WriteQuery(new byte[DnsQuestion.MaxQueryLength], 0, withExtensions: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.test")]
    public void WhatDnsCannotName_IsNoQuestion(string name) => Assert.Null(DnsQuestion.For(name, DnsType.A));

    [Fact]
    public void AQuestion_IsKnownAgainInAnyCase_AndInNoOtherForm()
    {
        DnsQuestion question = DnsQuestion.For("name.test", DnsType.A)!;
        byte[] query = new byte[question.End];
        question.WriteQuery(query, 0, withExtensions: false);
        Assert.True(question.IsRepeatedIn(query));

        // Every change of one byte makes another question, but that of a letter's case.
        for (int at = 4; at < query.Length; at++)
        {
            for (int flip = 1; flip < 256; flip++)
            {
                byte[] changed = [.. query];
                changed[at] ^= (byte)flip;
                bool isOtherCase = flip == 0x20 && char.IsAsciiLetter((char)query[at]) && at < question.End - 4;
                bool isOtherCount = at is >= 6 and < DnsQuestion.HeaderLength;
                Assert.Equal(isOtherCase || isOtherCount, question.IsRepeatedIn(changed));
            }
        }
    }

    [Fact]
    public void AnyBytes_AreLookedAtWithoutAnException() =>
        Gen.Byte.Array[DnsQuestion.HeaderLength, 64].Sample(message => Assert.False(DnsQuestion.For("name.test", DnsType.A)!.IsRepeatedIn(message)));
}

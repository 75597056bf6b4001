using System.Text;
using CsCheck;
using Penstock.Identity;

namespace Penstock.Tests.Identity;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("Basic YWxpY2U6c2VjcmV0", "alice", "secret")]
    [InlineData("basic  YWxpY2U6c2VjcmV0 ", "alice", "secret")]
    [InlineData("Basic YWxpY2U6", "alice", "")]
    [InlineData("Basic YTpiOmM=", "a", "b:c")]
    [InlineData("Basic dGVzdDoxMjPCow==", "test", "123\u00c2\u00a3")] // RFC 7617, section 2.1
    [InlineData("Basic dGVzdDoxMjOj", "test", "123\u00a3")] // the same in Latin-1: a password stays as it came
    [InlineData("Basic bGF06Tpwdw==", "lat\u00e9", "pw")]
    [InlineData("Basic bGF0w6k6cHc=", "lat\u00e9", "pw")]
    public void NameAndPassword_AreRead(string field, string user, string password)
    {
        Assert.True(BasicCredentials.TryParse(Encoding.ASCII.GetBytes(field), out BasicCredentials? credentials));
        Assert.Equal((user, password), (credentials.User, Encoding.Latin1.GetString(credentials.Password)));
        Assert.DoesNotContain(password.Length > 0 ? password : "x", credentials.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic YWxpY2U=")] // no colon
    [InlineData("Basic OnNlY3JldA==")] // no user
    [InlineData("Basic YWxpY2U6c2VjcmV0 x")]
    [InlineData("Basic YQA6Yg==")] // NUL
    [InlineData("Basic YTpiAA==")]
    [InlineData("Basic YTpiCg==")] // line end
    [InlineData("Bearer YWxpY2U6c2VjcmV0")]
    [InlineData("BasicYWxpY2U6c2VjcmV0")]
    public void WhatIsMalformed_IsNone(string field) => Assert.False(BasicCredentials.TryParse(Encoding.ASCII.GetBytes(field), out _));

    [Theory]
    [InlineData("Bearer x", true)]
    [InlineData("NTLM", true)]
    [InlineData("Basically YWxpY2U6c2VjcmV0", true)]
    [InlineData("Basic", false)]
    [InlineData("BASIC !!", false)]
    [InlineData("", false)]
    public void AnotherScheme_IsToldFromAMalformedGuess(string field, bool isOther) => Assert.Equal(isOther, BasicCredentials.IsOtherScheme(Encoding.ASCII.GetBytes(field)));

    [Fact]
    public void WhatIsTooLong_IsNone() => Assert.False(BasicCredentials.TryParse(Encoding.ASCII.GetBytes("Basic " + Convert.ToBase64String(new byte[64 * 1024].Select(_ => (byte)':').ToArray())), out _));

    [Fact]
    public void AnyBytes_AreReadOrNot_AndNothingIsThrown() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        BasicCredentials.TryParse(bytes, out _);
        if (BasicCredentials.TryParse([.. "Basic "u8, .. Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes))], out BasicCredentials? credentials))
        {
            Assert.NotEqual("", credentials.User);
        }
    });
}

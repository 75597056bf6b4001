using Penstock.Tool.Teaching;

namespace Penstock.Tests.Teaching;

public sealed class TeachTargetTests
{
    [Theory]
    [InlineData("https://example.com/", "example.com", 443, true)]
    [InlineData("https://EXAMPLE.com:8443/a?b", "example.com", 8443, true)]
    [InlineData("http://example.com", "example.com", 80, false)]
    [InlineData("https://[::1]/", "::1", 443, true)]
    [InlineData("example.com:22", "example.com", 22, true)]
    [InlineData("127.0.0.1:6379", "127.0.0.1", 6379, true)]
    [InlineData("[::1]:25", "::1", 25, true)]
    [InlineData("bücher.example:443", "xn--bcher-kva.example", 443, true)]
    public void ATarget_IsRead(string text, string host, int port, bool isTunnel)
    {
        Assert.True(TeachTarget.TryParse(text, out TeachTarget? target, out _));

        Assert.Equal((host, port, isTunnel), (target.Host.Trim('[', ']'), target.Port, target.IsTunnel));
        Assert.Equal(host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}", target.Authority);
    }

    [Theory]
    [InlineData("example.com", "try https://example.com/ or example.com:443")]
    [InlineData("", "try https://example.com/")]
    [InlineData("ftp://example.com/", "(try example.com:21, to hear what a server of ftp says unasked)")]
    [InlineData("ssh://example.com/", "(try example.com:PORT, to hear")]
    [InlineData("file:///etc/passwd", "(try example.com:PORT, to hear")]
    [InlineData("https://", "neither a URL nor a host and port")]
    [InlineData("https://[::1/", "neither a URL nor a host and port")]
    [InlineData("https://example.com:99999/", "99999 is no port; ports are from 1 to 65535")]
    [InlineData("https://[::1]:99999/", "99999 is no port")]
    [InlineData("https://example.com:0/", "0 is no port")]
    [InlineData("example.com:0", "0 is no port")]
    [InlineData("example.com:65536", "65536 is no port")]
    [InlineData("::1:22", "neither a URL nor a host and port")]
    [InlineData("a b:22", "neither a URL nor a host and port")]
    [InlineData("a\r\nX: y:22", "neither a URL nor a host and port")]
    public void WhatIsNone_IsAnsweredWithWhyNot_AndWhatToType(string text, string words)
    {
        Assert.False(TeachTarget.TryParse(text, out _, out string? problem));

        Assert.Contains(words, problem, StringComparison.Ordinal);
    }
    [Theory]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("https://user:secret@example.com:99999/")]
    [InlineData("ftp://user:secret@example.com/")]
    [InlineData("https://user:secret/with#odd?signs@example.com/")]
    [InlineData("https://user:secret@ex ample.com/")]
    [InlineData("user:secret@example.com:443")]
    public void APassword_IsNotSaidAgain(string text)
    {
        Assert.False(TeachTarget.TryParse(text, out _, out string? problem));

        Assert.Contains("leave them out", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAtSignInThePath_IsNoPassword()
    {
        Assert.True(TeachTarget.TryParse("https://example.com/@somebody?a=b@c", out TeachTarget? target, out _));

        Assert.Equal("example.com", target.Host);
    }
}

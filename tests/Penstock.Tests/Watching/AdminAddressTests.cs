using Penstock.Tool.Watching;

namespace Penstock.Tests.Watching;

public sealed class AdminAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8089", "http://127.0.0.1:8089/", null)]
    [InlineData("http://127.0.0.1:8089/", "http://127.0.0.1:8089/", null)]
    [InlineData("127.0.0.1:8089", "http://127.0.0.1:8089/", null)]
    [InlineData("https://proxy.example/", "https://proxy.example/", null)]
    [InlineData("[::1]:8089", "http://[::1]:8089/", null)]
    [InlineData("unix:/run/penstock/admin.sock", "http://localhost/", "/run/penstock/admin.sock")]
    public void AnAddress_IsRead(string text, string url, string? path)
    {
        Assert.True(AdminAddress.TryParse(text, out AdminAddress? address, out _));

        Assert.Equal((url, path), (address.Url.AbsoluteUri, address.SocketPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://127.0.0.1:8089/api")]
    [InlineData("http://user:secret@127.0.0.1:8089/")]
    [InlineData("a b")]
    public void WhatIsNone_IsAnsweredWithWhatToType(string text)
    {
        Assert.False(AdminAddress.TryParse(text, out _, out string? problem));

        Assert.Contains("try http://127.0.0.1:8089 or unix:/", problem, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using Penstock.Tool.Watching;

namespace Penstock.Tests.Watching;

public sealed class WatchedRequestTests
{
    // Each of these was answered by the proxy itself; but only what it refused names the rule.
    [Theory]
    [InlineData("Denied", true, false, "502 default: allow")]
    [InlineData("HeadRejected", true, false, "502 default: allow")]
    [InlineData("ConnectRefused", false, true, "ConnectRefused")]
    [InlineData("NameUnknown", false, true, "NameUnknown")]
    [InlineData("ClientClosedTunnel", false, false, "ClientClosedTunnel")]
    [InlineData("OfANewerProxy", false, false, "OfANewerProxy")]
    public void WhatTheProxyRefused_IsToldFromWhatFailed(string outcome, bool isRefused, bool isFailed, string state)
    {
        using JsonDocument json = JsonDocument.Parse($$"""{"id":1,"outcome":"{{outcome}}","ended_with":"refusal","status":502,"rule":"default: allow"}""");
        WatchedRequest request = WatchedRequest.Read(json.RootElement)!;

        Assert.Equal((isRefused, isFailed, state), (request.IsRefused, request.IsFailed, request.State));
    }
}

using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

public sealed class OtlpReaderTests
{
    [Fact]
    public void NoOtlp_IsNowhere() => Assert.Null(Read("default: allow").Tool.Otlp.Endpoint);

    [Fact]
    public void Otlp_IsReadWhole()
    {
        ConfigFile file = Read("otlp:\n  endpoint: https://collector.test:4318/base\n  headers:\n    Authorization: Bearer ${TOKEN}\n    x-tenant: 7\n  metrics: false\n  interval: 15s\n");
        OtlpConfig otlp = file.Tool.Otlp;

        Assert.Empty(file.Problems);
        Assert.Equal(("https://collector.test:4318/base", false, true, TimeSpan.FromSeconds(15)), (otlp.Endpoint!.AbsoluteUri, otlp.Metrics, otlp.Traces, otlp.Interval));
        Assert.Equal(new() { ["Authorization"] = "Bearer secret", ["x-tenant"] = "7" }, otlp.Headers.ToDictionary());
        Assert.DoesNotContain("secret", otlp.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("otlp:\n  metrics: true", "otlp: an endpoint is missing")]
    [InlineData("otlp:\n  endpoint: 127.0.0.1:4318", "is not the URL of a collector")]
    [InlineData("otlp:\n  endpoint: ftp://a.test", "is not the URL of a collector")]
    [InlineData("otlp:\n  endpoint: http://user:password@a.test", "is not the URL of a collector")]
    [InlineData("otlp:\n  endpoint: http://a.test\n  interval: 10ms", "otlp.interval: 10ms is not from 1s to 1h")]
    [InlineData("otlp:\n  endpoint: http://a.test\n  headers:\n    \"a b\": c", "\"a b\" is not the name of a field")]
    [InlineData("otlp:\n  endpoint: http://a.test\n  headers:\n    a: \"b\\nc\"", "otlp.headers.a: it has characters that a field cannot have")]
    [InlineData("otlp:\n  endpoint: http://a.test\n  headers:\n    a: b\n    A: c", "\"A\" is here a second time")]
    [InlineData("otlp:\n  endpoint: http://a.test\n  tracing: true", "unknown key \"tracing\"")]
    public void WhatIsWrong_IsAProblem(string text, string problem) => Assert.Contains(Read(text).Problems, found => found.Text.Contains(problem, StringComparison.Ordinal));

    private static ConfigFile Read(string text) => ConfigReader.Read(text, "penstock.yaml", "/", name => name == "TOKEN" ? "secret" : null, null);
}

using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;
using Penstock.Tool.Hosting;

namespace Penstock.Tests.Hosting;

/// <summary>Whoever changes what a reload does not is told so, by the name that it has in the file.</summary>
public sealed class FixedSettingsTests
{
    private static readonly RunSettings s_started = new(new ProxyConfig(), new ToolConfig(), null, [], [], []);

    [Fact]
    public void What_is_the_same_or_is_changed_by_a_reload_is_not_named()
    {
        RunSettings next = s_started with { Config = new ProxyConfig { RedactQueries = true, Listeners = [new("127.0.0.1:1")] }, Tool = new ToolConfig { Watch = true }, Path = "penstock.yaml" };

        Assert.Empty(FixedSettings.Changed(s_started, next));
    }

    [Fact]
    public void Each_that_is_not_is_named()
    {
        var admin = new AdminConfig { Listen = new("127.0.0.1:9999"), Token = "0123456789abcdef", Recent = 1, Names = ["a.test"] };
        var otlp = new OtlpConfig { Endpoint = new("http://127.0.0.1:4318"), Headers = new Dictionary<string, string> { ["a"] = "b" }, Metrics = false, Traces = false, Interval = TimeSpan.FromSeconds(1) };
        var tool = new ToolConfig { ErrorLog = "error.log", Debug = true, ErrorLogRotation = new LogRotation { Bytes = 1 << 20, Keep = 2 }, ShowRequests = true, Admin = admin, Otlp = otlp };

        Assert.Equal(
            [
                "loops", "logs.error.path", "logs.error.level", "logs.error.rotate", "logs.error.keep", "logs.requests", "admin.listen", "admin.token", "admin.recent", "admin.names",
                "otlp.endpoint", "otlp.headers", "otlp.metrics", "otlp.traces", "otlp.interval",
            ],
            FixedSettings.Changed(s_started, s_started with { Config = new ProxyConfig { Loops = 7 }, Tool = tool }));
        Assert.Equal(["admin.token-file"], FixedSettings.Changed(s_started, s_started with { Tool = new ToolConfig { Admin = new AdminConfig { Token = "0123456789abcdef", TokenFile = "token" } } }));
        Assert.Equal(["admin.listen"], FixedSettings.Changed(s_started, s_started with { Tool = new ToolConfig { Admin = new AdminConfig { Listen = null } } }));
    }
}

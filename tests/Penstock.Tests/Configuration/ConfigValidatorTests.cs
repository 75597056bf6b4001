using System.Net;

namespace Penstock.Tests.Configuration;

public sealed class ConfigValidatorTests
{
    private static readonly ProxyConfig Good = new();

    public static TheoryData<string, string, string> Durations => new()
    {
        { "head timeout", "100ms", "1h" },
        { "keep-alive timeout", "100ms", "1d" },
        { "connect timeout", "100ms", "1h" },
        { "resolution delay", "0ms", "10s" },
        { "attempt delay", "10ms", "1m" },
        { "idle timeout", "100ms", "7d" },
        { "drain time", "0ms", "1h" },
        { "resolver timeout", "100ms", "5m" },
        { "resolver try timeout", "100ms", "30s" },
    };

    public static TheoryData<string, int, int> Numbers => new()
    {
        { "largest head", 1024, 1024 * 1024 },
        { "longest target", 256, 32 * 1024 },
        { "most fields", 1, 1000 },
        { "resolver tries", 1, 5 },
        { "resolver cache size", 16, 1_000_000 },
    };

    [Theory]
    [InlineData("127.0.0.1:80", "0.0.0.0:80", true)]
    [InlineData("127.0.0.1:80", "[::]:80", true)]
    [InlineData("[::1]:80", "[::]:80", true)]
    [InlineData("0.0.0.0:80", "[::]:80", true)]
    [InlineData("127.0.0.1:80", "127.0.0.1:80", true)]
    [InlineData("unix:/a", "unix:/a", true)]
    [InlineData("[::1]:80", "0.0.0.0:80", false)]
    [InlineData("127.0.0.1:80", "127.0.0.2:80", false)]
    [InlineData("127.0.0.1:80", "0.0.0.0:81", false)]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", false)]
    [InlineData("unix:/a", "unix:/b", false)]
    public void ListenersOfOneAddress_AreAProblem(string one, string other, bool overlap)
    {
        foreach (string[] pair in (string[][])[[one, other], [other, one]])
        {
            IReadOnlyList<string> problems = ConfigValidator.Validate(new ProxyConfig { Listeners = [new(pair[0]), new(pair[1])], Clients = [System.Net.IPNetwork.Parse("10.0.0.0/8")] });
            Assert.Equal(overlap ? [$"{pair[1]} and {pair[0]} are the same address, at least in part (keep one of them)"] : [], problems);
        }
    }

    [Fact]
    public void The_defaults_can_be_used() => Assert.Empty(ConfigValidator.Validate(Good));

    [Theory]
    [MemberData(nameof(Durations))]
    public void A_duration_may_be_at_its_ends_and_not_beyond(string what, string least, string most)
    {
        Assert.True(Duration.TryParse(least, out TimeSpan from, out _) & Duration.TryParse(most, out TimeSpan to, out _));
        TimeSpan little = TimeSpan.FromMilliseconds(1);

        Assert.Empty(ConfigValidator.Validate(With(what, from)));
        Assert.Empty(ConfigValidator.Validate(With(what, to)));
        Assert.Equal([$"{what}: {Duration.Format(from - little)} is not from {least} to {most}"], ConfigValidator.Validate(With(what, from - little)));
        Assert.Equal([$"{what}: {Duration.Format(to + little)} is not from {least} to {most}"], ConfigValidator.Validate(With(what, to + little)));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_may_be_at_its_ends_and_not_beyond(string what, int least, int most)
    {
        Assert.Empty(ConfigValidator.Validate(With(what, least)));
        Assert.Empty(ConfigValidator.Validate(With(what, most)));
        Assert.Equal([$"{what}: {least - 1} is not from {least} to {most}"], ConfigValidator.Validate(With(what, least - 1)));
        Assert.Equal([$"{what}: {most + 1} is not from {least} to {most}"], ConfigValidator.Validate(With(what, most + 1)));
    }

    [Fact]
    public void A_target_is_no_longer_than_its_head() => Assert.Equal(
        ["longest target: 4097 is not from 256 to 4096"],
        ConfigValidator.Validate(Good with { Limits = new LimitConfig { MaxHeadBytes = 4096, MaxTargetBytes = 4097 } }));

    [Fact]
    public void A_log_has_a_format_that_is_one()
    {
        Assert.Empty(ConfigValidator.Validate(WithLogs("common", "combined", "squid", "json", "%h %t")));
        Assert.Equal(
            ["access log one.log: \"%y\" is not known (docs/logs.md has the list)", "access log one.log: \"apache\" is not a format (say common, combined, squid or json, or a LogFormat with %)"],
            ConfigValidator.Validate(WithLogs("%h %y", "apache", "json")));

        static ProxyConfig WithLogs(params string[] formats) => Good with { AccessLogs = [.. formats.Select(format => new AccessLogConfig { Path = "one.log", Format = format })] };
    }

    [Fact]
    public void A_log_is_rotated_at_64_KiB_or_more_or_never()
    {
        Assert.All((long[])[0, 64 * 1024, 1L << 40], bytes => Assert.Empty(ConfigValidator.Validate(Rotating(bytes, 5))));
        Assert.All((long[])[-1, 1, (64 * 1024) - 1, (1L << 40) + 1], bytes => Assert.Equal(
            [$"access log x: to rotate at {bytes} bytes is not from 64 KiB to 1 TiB (leave it out for never)"], ConfigValidator.Validate(Rotating(bytes, 5))));
        Assert.All((int[])[1, 1000], keep => Assert.Empty(ConfigValidator.Validate(Rotating(0, keep))));
        Assert.All((int[])[0, 1001], keep => Assert.Equal([$"access log x: to keep {keep} old files is not from 1 to 1,000"], ConfigValidator.Validate(Rotating(0, keep))));

        static ProxyConfig Rotating(long bytes, int keep) =>
            Good with { AccessLogs = [new AccessLogConfig { Path = "x", Rotation = new LogRotation { Bytes = bytes, Keep = keep } }] };
    }

    [Fact]
    public void A_site_has_a_folder_names_of_files_and_names_of_hosts()
    {
        var site = new SiteConfig { Root = "E:/test", Index = ["index.html", "default.htm"], Names = ["www.test.com", "test.com."] };
        Assert.Empty(ConfigValidator.Validate(Good with { Site = site }));
        Assert.Equal(
            ["site: its root is no folder (try www)", "site: the index \"a/b\" is not the name of a file (try index.html)", "site: \"test.com:80\" is not the name of a host (try www.example.com, without a port)"],
            ConfigValidator.Validate(Good with { Site = site with { Root = "", Index = ["a/b"], Names = ["test.com:80"] } }));
    }

    [Fact]
    public void Loops_are_1_to_256_or_left_out()
    {
        Assert.All((int[])[0, 1, 256], loops => Assert.Empty(ConfigValidator.Validate(Good with { Loops = loops })));
        Assert.All((int[])[-1, 257], loops => Assert.Equal(
            [$"loops: {loops} is not from 1 to 256 (leave it out for one a processor)"], ConfigValidator.Validate(Good with { Loops = loops })));
    }

    [Fact]
    public void Without_a_listener_it_is_told_what_to_try() => Assert.Equal(
        ["there is no address to listen on (try 127.0.0.1:8088)"], ConfigValidator.Validate(Good with { Listeners = [] }));

    [Theory]
    [InlineData("0.0.0.0:8088", "192.168.0.0/16")]
    [InlineData("[::]:8088", "192.168.0.0/16")]
    [InlineData("192.0.2.1:8088", "192.168.0.0/16")]
    [InlineData("[2001:db8::1]:8088", "fd00::/8")]
    public void Beyond_this_machine_it_needs_clients_and_names_the_option_for_them(string address, string network)
    {
        ProxyConfig open = Good with { Listeners = [new("127.0.0.1:8089"), new(address)] };

        string problem = Assert.Single(ConfigValidator.Validate(open));
        Assert.StartsWith($"{address} can be reached from other machines", problem, StringComparison.Ordinal);
        Assert.EndsWith($"--allow {network}", problem, StringComparison.Ordinal);
        Assert.Empty(ConfigValidator.Validate(open with { Clients = [IPNetwork.Parse(network)] }));
    }

    [Theory]
    [InlineData("127.0.0.1:8088")]
    [InlineData("[::1]:8088")]
    [InlineData("unix:/run/penstock.sock")]
    public void On_this_machine_alone_it_needs_no_clients(string address) =>
        Assert.Empty(ConfigValidator.Validate(Good with { Listeners = [new(address)] }));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        ProxyConfig config = Good with
        {
            Listeners = [new("0.0.0.0:1"), new("[::]:2")],
            Loops = 1000,
            Timeouts = new TimeoutConfig { Head = TimeSpan.Zero, Drain = TimeSpan.FromDays(1) },
            Limits = new LimitConfig { MaxFields = 0 },
            Resolver = new ResolverConfig { Timeout = TimeSpan.FromHours(1) },
        };

        IReadOnlyList<string> problems = ConfigValidator.Validate(config);

        Assert.Equal(7, problems.Count);
        Assert.All(
            (string[])["0.0.0.0:1 ", "[::]:2 ", "loops:", "head timeout: 0ms", "drain time: 1d", "most fields: 0", "resolver timeout: 1h"],
            start => Assert.Single(problems, problem => problem.StartsWith(start, StringComparison.Ordinal)));
    }

    private static ProxyConfig With(string what, TimeSpan value) => what switch
    {
        "head timeout" => Good with { Timeouts = new TimeoutConfig { Head = value } },
        "keep-alive timeout" => Good with { Timeouts = new TimeoutConfig { KeepAlive = value } },
        "connect timeout" => Good with { Timeouts = new TimeoutConfig { Connect = value } },
        "resolution delay" => Good with { Timeouts = new TimeoutConfig { ResolutionDelay = value } },
        "attempt delay" => Good with { Timeouts = new TimeoutConfig { AttemptDelay = value } },
        "idle timeout" => Good with { Timeouts = new TimeoutConfig { TunnelIdle = value } },
        "drain time" => Good with { Timeouts = new TimeoutConfig { Drain = value } },
        "resolver timeout" => Good with { Resolver = new ResolverConfig { Timeout = value } },
        _ => Good with { Resolver = new ResolverConfig { TryTimeout = value } },
    };

    private static ProxyConfig With(string what, int value) => what switch
    {
        // The shortest target fits into the smallest head.
        "largest head" => Good with { Limits = new LimitConfig { MaxHeadBytes = value, MaxTargetBytes = 256 } },
        "longest target" => Good with { Limits = new LimitConfig { MaxTargetBytes = value } },
        "most fields" => Good with { Limits = new LimitConfig { MaxFields = value } },
        "resolver tries" => Good with { Resolver = new ResolverConfig { Tries = value } },
        _ => Good with { Resolver = new ResolverConfig { CacheSize = value } },
    };
}

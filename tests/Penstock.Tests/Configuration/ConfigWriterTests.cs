using Penstock.Tests.Repository;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

/// <summary>What is in force can be read back, and then is the same.</summary>
public sealed class ConfigWriterTests : IDisposable
{
    private const string Line = "----\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("penstock").FullName;

    public ConfigWriterTests()
    {
        File.WriteAllText(Path.Combine(_folder, "users"), "");
        File.WriteAllText(Path.Combine(_folder, "good.txt"), "a.test\n.b.test\n10.0.0.0/8\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Usable => [.. Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "tests", "Penstock.Tests", "Configuration", "Golden"), "*.txt")
        .Where(path => !Path.GetFileName(path).Contains("bad", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Usable))]
    public void WhatWasWritten_IsReadBackAsTheSame(string name)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests", "Penstock.Tests", "Configuration", "Golden", name));
        ConfigFile first = Read(text[..text.LastIndexOf(Line, StringComparison.Ordinal)]);
        if (!first.IsUsable || first.Tool.Admin.Token is not null)
        {
            // A token is not written, so that one cannot be read back.
            return;
        }

        string written = ConfigWriter.Write(first.Config, first.Tool);
        ConfigFile second = Read(written);

        Assert.True(second.IsUsable, $"{written}\n{string.Join('\n', second.Problems)}");
        Assert.Equal(Dump(first), Dump(second));
    }

    [Fact]
    public void EveryKey_IsWritten_IfItIsNotTheDefault()
    {
        string path = Path.Combine(_folder, "users");
        ConfigFile file = Read($$"""
            listen: [127.0.0.1:1000, { address: "unix:/tmp/x", clients: [10.0.0.0/8] }]
            clients: [127.0.0.0/8, "::1"]
            rules:
              - deny: [ads.example, .b.example, "*.c.example", 192.0.2.0/24, { include: good.txt }]
                ports: [443, 8000-8999]
                from: 10.0.0.0/8
                hours: [mon-fri 08:00-18:00, 22:00-06:00]
                when: { any: [{ methods: GET }, { not: { urls: "*x*" } }] }
                because: "\"quoted\" $${x}: # no"
              - report: any
                user: any
                group: staff
                listener: 1000
            default: deny
            connect-ports: [443]
            on-reload: close
            watch: true
            users: { file: users, groups: users, realm: "a b", required: false }
            replies: squid
            refusals: brief
            via: off
            via-name: me
            forwarded: x-forwarded-for
            timeouts: { connect: 1s, idle: 1m30s, head: 1s, keep-alive: 1s, response: 1s, body: 1s, origin-idle: 0, drain: 0, resolution-delay: 1ms, attempt-delay: 1s }
            limits: { head: 2KiB, target: 1KiB, fields: 7, connections-per-client: 7, idle-per-origin: 7, idle-origins: 7 }
            resolver: { servers: [192.0.2.1, "[::1]:54"], timeout: 1s, try-timeout: 1s, tries: 3, cache: 99, hosts: /h, resolv-conf: /r }
            loops: 3
            logs: { access: [{ path: a.log, format: "%h \"%r\"", rotate: 1MiB, keep: 2 }, { path: "-", format: json, start: true, interval: 5s }], error: { path: e.log, level: debug, rotate: 1MiB, keep: 3 }, requests: true, redact-queries: true }
            admin: { listen: "127.0.0.1:9", recent: 5, names: [a.example] }
            otlp: { endpoint: "http://127.0.0.1:9", metrics: false, traces: false, interval: 5s }
            site: { root: ., index: [a.html], names: [x.example], clients: [10.0.0.0/8] }
            """);
        Assert.DoesNotContain(file.Problems, problem => !problem.IsWarning);

        string written = ConfigWriter.Write(file.Config, file.Tool);
        ConfigFile again = Read(written);

        Assert.True(again.IsUsable, $"{written}\n{string.Join('\n', again.Problems)}");
        Assert.Equal(Dump(file), Dump(again));
        Assert.Contains("# penstock.yaml:4", written, StringComparison.Ordinal);
        IEnumerable<string> missing = ConfigKeys.All.Where(key => !key.Path.StartsWith("when.", StringComparison.Ordinal) && !key.Path.StartsWith("groups", StringComparison.Ordinal) && !key.Path.StartsWith("lists", StringComparison.Ordinal) && !key.Path.Contains("token", StringComparison.Ordinal) && !key.Path.StartsWith("otlp.headers", StringComparison.Ordinal))
            .Select(key => key.Path[(key.Path.LastIndexOf('.') + 1)..])
            .Where(key => !written.Contains($"{key}:", StringComparison.Ordinal));
        Assert.Equal(["allow", "from-names"], missing.Distinct().Except(["address[]"]));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void NoConnectPorts_AreReadAsNone_AndWrittenSo()
    {
        ConfigFile file = Read("clients: any\nconnect-ports: []\n");
        string written = ConfigWriter.Write(file.Config, file.Tool);

        Assert.Empty(file.Problems);
        Assert.Equal([], file.Config.Policy.ConnectPorts);
        Assert.Contains("connect-ports: []\n", written, StringComparison.Ordinal);
        Assert.Equal([], Read(written).Config.Policy.ConnectPorts);
    }

    [Fact]
    public void Tokens_AreNotWritten()
    {
        ConfigFile file = Read("admin: { listen: \":8089\", token: 0123456789abcdef-secret }\n");
        Assert.Empty(file.Problems);

        string written = ConfigWriter.Write(file.Config, file.Tool);

        Assert.DoesNotContain("secret", written + file.Tool, StringComparison.Ordinal);
        Assert.Contains("its token is not shown", written, StringComparison.Ordinal);
    }

    // Where a rule stands differs, and its words are those of the text it was written in; so does what was spelt out although it is the default.
    private static string Dump(ConfigFile file) => ConfigDump.Of(file with
    {
        Config = file.Config with
        {
            ClientGroups = [.. file.Config.ClientGroups.Select(group => group with { Place = null })],
            Policy = file.Config.Policy with
            {
                DefaultPlace = null,
                Rules = [.. file.Config.Policy.Rules.Select(rule => rule with { Place = null, Text = "" })],
            },
        },
    });

    private ConfigFile Read(string text) => ConfigReader.Read(text, "penstock.yaml", _folder, _ => "variable-of-the-environment", null);
}

using System.Net;
using Microsoft.Extensions.Time.Testing;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

/// <summary>A resolver with a clock of its own, one DNS server, and hosts and resolv.conf in a folder of its own.</summary>
internal sealed class ResolverFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-names-");
    private readonly Lazy<NameResolver> _resolver;

    public ResolverFixture()
    {
        Config = new ResolverConfig { Servers = [Server.EndPoint], HostsPath = PathOf("hosts"), ResolvConfPath = PathOf("resolv.conf") };
        _resolver = new(() => new NameResolver(Config, Clock));
    }

    public FakeTimeProvider Clock { get; } = new();

    public TestDnsServer Server { get; } = new();

    public ResolverConfig Config { get; set; }

    public NameResolver Resolver => _resolver.Value;

    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    /// <summary>As a caller does it: the cache, and then a look-up.</summary>
    public Task<LookUpResult> AskAsync(string name) =>
        Resolver.TryGetCached(name, out LookUpResult? known) ? Task.FromResult(known) : Soon(Resolver.Start(name).Both);

    /// <summary>A look-up that does not end is a failure, and not a test run that hangs.</summary>
    public static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public static string[] Texts(FamilyAnswer answer) => [.. answer.Addresses.Select(a => a.ToString())];

    public async ValueTask DisposeAsync()
    {
        Resolver.Dispose();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}

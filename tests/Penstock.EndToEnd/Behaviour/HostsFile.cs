namespace Penstock.EndToEnd.Behaviour;

/// <summary>A hosts file, and a resolver that knows it.</summary>
internal sealed class HostsFile : IAsyncDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public HostsFile(string text) => File.WriteAllText(_path, text);

    public ResolverConfig Resolver => new() { HostsPath = _path };

    public ValueTask DisposeAsync()
    {
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }
}

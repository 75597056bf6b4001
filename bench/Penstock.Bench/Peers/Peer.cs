namespace Penstock.Bench.Peers;

/// <summary>A proxy that can be measured.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="Title">By which it stands in tables.</param>
/// <param name="Program">The full path of its program, which may be missing.</param>
/// <param name="Packages">Debian's packages that have it, its own first; empty for what is built here.</param>
/// <param name="Prepare">Writes its configuration and gives the command that runs it in the foreground.</param>
internal sealed record Peer(string Name, string Title, string Program, string Packages, Func<PeerPlace, string[]> Prepare)
{
    /// <summary>Whether it relays what comes without being asked, and knows no CONNECT.</summary>
    public bool IsLayer4 { get; init; }

    /// <summary>Whether it takes plain requests.</summary>
    public bool CarriesHttp { get; init; } = true;

    /// <summary>A file or folder that it needs beside its program.</summary>
    public string? Module { get; init; }

    /// <summary>Begins to look inside while it is measured; null for nobody.</summary>
    public Func<PeerPlace, CancellationToken, Task<IAsyncDisposable>>? Watch { get; init; }

    /// <summary>Whether it is the floor, or a Penstock.</summary>
    public bool IsBuiltHere => Packages.Length == 0;

    public bool IsInstalled => File.Exists(Program) && (Module is null || Path.Exists(Module));
}

/// <summary>Where a peer runs: a folder of its own, its port, the origin's port.</summary>
internal sealed record PeerPlace(string Folder, int Port, int OriginPort)
{
    /// <summary>Another port that is free, for what a proxy listens on beside.</summary>
    public required int SecondPort { get; init; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Writes a file into the folder and gives its full path.</summary>
    public string Write(string name, string text)
    {
        string path = Path(name);
        File.WriteAllText(path, text);
        return path;
    }
}

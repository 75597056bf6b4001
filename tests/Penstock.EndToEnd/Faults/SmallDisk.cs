using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>A file system of a few pages in memory (tmpfs(5)), mounted on a folder of its own. Needs root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder;

    private SmallDisk(TempFolder folder) => _folder = folder;

    /// <summary>The path of a name on it.</summary>
    public string this[string name] => _folder[name];

    public static async Task<SmallDisk> MountAsync(int kibibytes)
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("mounting needs root");
        }

        var disk = new SmallDisk(new TempFolder());
        await Command.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", disk._folder.Path]);
        return disk;
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("umount", ["--lazy", _folder.Path]);
        _folder.Dispose();
    }
}

using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>OpenSSH's own server, with a host key and a user key of its own.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private SshServer(TempFolder folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
    }

    public int Port => _process.Port;

    /// <summary>What ssh and scp need to reach it, and nothing of the user's.</summary>
    public string[] ClientOptions =>
    [
        "-F", "none", "-i", _folder["user"], "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
        "-o", $"UserKnownHostsFile={_folder["known_hosts"]}", "-o", "GlobalKnownHostsFile=none",
    ];

    public static async Task<SshServer> StartAsync()
    {
        var folder = new TempFolder();
        int port = FreePort.Take();
        await WriteKeysAsync(folder, port);
        folder.Write("sshd_config", $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {folder["host"]}
            AuthorizedKeysFile {folder["user.pub"]}
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            PidFile none
            Subsystem sftp internal-sftp

            """);
        if (Environment.UserName == "root")
        {
            // Where it locks up the part of itself that has no rights; its service makes this folder, which does not run here.
            Directory.CreateDirectory("/run/sshd");
        }

        // It starts itself anew for each connection, so it wants to be called by its full path.
        var server = new SshServer(folder, new ServerProcess(port, new ChildProcess(RealTool.Find("sshd"), ["-D", "-e", "-f", folder["sshd_config"]])));
        await server._process.StartedAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task WriteKeysAsync(TempFolder folder, int port)
    {
        foreach (string name in (string[])["host", "user"])
        {
            await Command.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder[name]]);
        }

        folder.Write("known_hosts", $"[127.0.0.1]:{port} {await File.ReadAllTextAsync(folder["host.pub"])}");
    }
}

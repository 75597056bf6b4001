using System.Globalization;
using System.Runtime.InteropServices;

namespace Penstock.EndToEnd.Faults;

/// <summary>Stops one thread of another process as a debugger does (ptrace(2)), and lets it go on.</summary>
internal static partial class StoppedThread
{
    private const nint Attach = 16;
    private const nint Detach = 17;

    // __WALL (waitpid(2)): threads too.
    private const int AnyChild = 0x40000000;

    /// <summary>The number of the thread of that name.</summary>
    public static int Find(int processId, string name) => Directory.GetDirectories($"/proc/{processId}/task")
        .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == name)
        .Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)).Single();

    /// <summary>Holds it until <paramref name="release"/> is set. Ends once it goes on.</summary>
    public static async Task HoldAsync(int threadId, TaskCompletionSource held, ManualResetEventSlim release)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Whoever attaches is the only one who may detach: a thread of its own.
        new Thread(() =>
        {
            try
            {
                Check(Trace(Attach, threadId, 0, 0), "attach");
                Check(Wait(threadId, out _, AnyChild) == threadId ? 0 : -1, "wait");
                held.SetResult();
                release.Wait(TimeSpan.FromSeconds(30));
                Check(Trace(Detach, threadId, 0, 0), "detach");
                done.SetResult();
            }
            catch (IOException e)
            {
                held.TrySetException(e);
                done.SetException(e);
            }
        }).Start();
        await done.Task;
    }

    private static void Check(nint result, string what)
    {
        if (result != 0)
        {
            throw new IOException($"ptrace, {what}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Trace(nint request, int threadId, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int threadId, out int status, int options);
}

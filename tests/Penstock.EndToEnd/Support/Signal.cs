using System.Runtime.InteropServices;

namespace Penstock.EndToEnd.Support;

/// <summary>Signals by their number (signal(7), Linux), to processes that the tests have started.</summary>
internal static partial class Signal
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int User1 = 10;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int processId, int signal)
    {
        if (!TrySend(processId, signal))
        {
            Assert.Fail($"Signal {signal} could not be sent to process {processId}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>False if it could not be sent, for one that is gone perhaps.</summary>
    public static bool TrySend(int processId, int signal) => Kill(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}

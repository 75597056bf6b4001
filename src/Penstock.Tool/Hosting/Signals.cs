using System.Runtime.InteropServices;

namespace Penstock.Tool.Hosting;

/// <summary>The signals that steer a running proxy. TERM and INT do not end the process by themselves: they are promises that it ends soon.</summary>
internal sealed class Signals
{
    // Until the process is gone: one that has stopped and writes its last words would else be killed by a signal that came an instant too late, and would not end as a success.
    private static readonly List<PosixSignalRegistration> s_registrations = [];

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Signals()
    {
        s_registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        s_registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        s_registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Reload?.Invoke();
        }));
        if (!OperatingSystem.IsWindows())
        {
            // SIGUSR1 has no name of its own in PosixSignal; raw numbers are taken too, and this one differs (signal.h).
            int usr1 = OperatingSystem.IsLinux() ? 10 : 30;
            s_registrations.Add(PosixSignalRegistration.Create((PosixSignal)usr1, context =>
            {
                context.Cancel = true;
                ReopenLogs?.Invoke();
            }));
        }
    }

    /// <summary>Ends at the first TERM or INT.</summary>
    public Task FirstStop => _first.Task;

    /// <summary>Ends at the second.</summary>
    public Task SecondStop => _second.Task;

    /// <summary>Raised at each HUP.</summary>
    public event Action? Reload;

    /// <summary>Raised at each USR1.</summary>
    public event Action? ReopenLogs;

    /// <summary>Does what the first TERM does; a later call does nothing.</summary>
    public void RequestStop() => _first.TrySetResult();

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_first.TrySetResult())
        {
            _second.TrySetResult();
        }
    }
}

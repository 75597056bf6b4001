using System.Collections.Frozen;
using System.Net;
using System.Net.NetworkInformation;

namespace Penstock.Policy;

/// <summary>
/// The addresses of the proxy's own host. A remote client must not reach through the proxy what the host offers to itself, and a public address of the
/// host is as much the host as 127.0.0.1 is. Asking the system blocks, so a loop asks <see cref="TryContains"/> first, which never does.
/// Loopback and unspecified addresses are local without asking.
/// </summary>
internal sealed class LocalAddresses(TimeProvider time, Func<IReadOnlyCollection<IPAddress>> source)
{
    /// <summary>How long a snapshot is believed. An address that the host gains is known this much later; enumerating five took 0.25 ms.</summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task? _refreshing;
    private volatile Snapshot? _snapshot;

    public LocalAddresses(TimeProvider time) : this(time, ReadInterfaces) { }

    /// <summary>Why the last enumeration failed, or null: for a log, since a failure otherwise only makes the snapshot older.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>Answers from a fresh snapshot, without blocking. False: there is none, and <see cref="ContainsAsync"/> can answer.</summary>
    public bool TryContains(IPAddress address, out bool isLocal)
    {
        UInt128 bits = AddressBits.Of(address);
        Snapshot? snapshot = _snapshot;
        isLocal = IsAlwaysLocal(bits) || (IsFresh(snapshot) && snapshot!.Addresses.Contains(bits));
        return isLocal || IsFresh(snapshot);
    }

    /// <summary>Answers from a fresh snapshot, taken first on the thread pool if need be.</summary>
    public async ValueTask<bool> ContainsAsync(IPAddress address)
    {
        if (TryContains(address, out bool isLocal))
        {
            return isLocal;
        }

        await RefreshAsync();
        return _snapshot!.Addresses.Contains(AddressBits.Of(address));
    }

    /// <summary>As <see cref="ContainsAsync"/>, but enumerates on the calling thread: for commands and thread pool work, not for a loop.</summary>
    public bool Contains(IPAddress address)
    {
        if (TryContains(address, out bool isLocal))
        {
            return isLocal;
        }

        Refresh();
        return _snapshot!.Addresses.Contains(AddressBits.Of(address));
    }

    /// <summary>
    /// Takes a snapshot on the thread pool unless there is a fresh one; who asks meanwhile gets the same task. If the system does not answer, the last
    /// snapshot stands for another <see cref="MaxAge"/>; if there is none, the task fails, so that nobody takes an unknown host for one without addresses.
    /// </summary>
    public Task RefreshAsync()
    {
        lock (_lock)
        {
            return IsFresh(_snapshot) ? Task.CompletedTask : _refreshing ??= Task.Run(RefreshAndForget);
        }
    }

    private void RefreshAndForget()
    {
        try
        {
            Refresh();
        }
        finally
        {
            lock (_lock)
            {
                _refreshing = null;
            }
        }
    }

    private void Refresh()
    {
        // The age counts from before the enumeration: an address that comes while it runs may be missing.
        long now = time.GetTimestamp();
        try
        {
            _snapshot = new Snapshot(source().Select(AddressBits.Of).ToFrozenSet(), now);
            LastFailure = null;
        }
        // .NET reads /proc and /etc on the way, and interfaces may go while it does.
        catch (Exception failure) when (failure is NetworkInformationException or IOException or UnauthorizedAccessException && _snapshot is not null)
        {
            _snapshot = _snapshot with { TakenAt = now };
            LastFailure = failure;
        }
    }

    private bool IsFresh(Snapshot? snapshot) => snapshot is not null && time.GetElapsedTime(snapshot.TakenAt) <= MaxAge;

    private static bool IsAlwaysLocal(UInt128 address) =>
        address <= UInt128.One || // :: and ::1
        (AddressBits.IsIPv4(address) && ((uint)address == 0 || (uint)address >> 24 == 127));

    private static IReadOnlyCollection<IPAddress> ReadInterfaces() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)];

    private sealed record Snapshot(FrozenSet<UInt128> Addresses, long TakenAt);
}

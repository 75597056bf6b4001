using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Penstock.Fuzz;

/// <summary>
/// Keeps the input that is being tried where it outlives the process, which a stack overflow ends without a word; and ends the process itself if an input takes too long.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>Of processor time: the usual input takes less than a millisecond.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // For what waits for ever and takes no processor time. A machine may be busy.
    private static readonly TimeSpan s_wait = TimeSpan.FromMinutes(10);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Timer _timer;
    private TimeSpan _used;
    private long _lookedAt;
    private long _started;

    public Watchdog(string path, int mostBytes, Action<byte[]> tooSlow)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, sizeof(int) + mostBytes);
        _view = _file.CreateViewAccessor();
        _timer = new Timer(_ =>
        {
            long started = Volatile.Read(ref _started);
            if (started != 0 && (Stopwatch.GetElapsedTime(started) > s_wait || HasUsedTooMuch(started)))
            {
                tooSlow(Read(_view));
                Environment.Exit(ExitCode.Found);
            }
        });
        _timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>What a process that ended in the middle was trying; null if it ended well.</summary>
    public static byte[]? LeftBehind(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        int length = bytes.Length < sizeof(int) ? 0 : BitConverter.ToInt32(bytes);
        return length > 0 ? bytes[sizeof(int)..(sizeof(int) + length)] : null;
    }

    public void Begin(byte[] input)
    {
        _view.WriteArray(sizeof(int), input, 0, input.Length);
        _view.Write(0, input.Length);
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
    }

    public void End()
    {
        Volatile.Write(ref _started, 0);
        _view.Write(0, 0);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _view.Dispose();
        _file.Dispose();
    }

    // What was used is asked at the first look at an input, and again at later ones: seldom, and of long ones alone.
    private bool HasUsedTooMuch(long started)
    {
        TimeSpan used = Environment.CpuUsage.TotalTime;
        if (_lookedAt != started)
        {
            (_lookedAt, _used) = (started, used);
        }

        return used - _used > Limit;
    }

    private static byte[] Read(MemoryMappedViewAccessor view)
    {
        byte[] input = new byte[view.ReadInt32(0)];
        view.ReadArray(sizeof(int), input, 0, input.Length);
        return input;
    }
}

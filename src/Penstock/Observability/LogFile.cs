namespace Penstock.Observability;

/// <summary>
/// A log that nobody waits for: lines go into a bounded buffer, and one thread writes them out. A line that finds the buffer full, or that the disk does not take, is
/// lost and counted, never waited for.
/// </summary>
internal sealed class LogFile : IDisposable
{
    // Holds some 10,000 lines: about a second of two busy cores' tunnels, which is how long a disk may hesitate before anything is lost.
    private const int BufferBytes = 1024 * 1024;

    // After one write the thread rests so long: lines that come meanwhile are written together, at 100 writes a second in place of one a line.
    private const int RestMilliseconds = 10;

    // What one megabyte needs on a slow disk, a few times over.
    private const int EndMilliseconds = 3_000;

    // A disk stays full for longer than anybody wants to read about it.
    private const int TellEveryMilliseconds = 10_000;

    private const int NoReopen = -1;

    private readonly LogOutput _output;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private byte[] _filling = [];
    private byte[] _writing = [];
    private int _filled;
    private long _lost;
    private int _reopenAt = NoReopen;
    private bool _ending;
    private bool _idle;
    private long _lostToldOf;
    private long _nextTelling;
    private string? _trouble;

    /// <param name="path">A file, created if it is not there and appended to, with its folder if that alone is missing; <c>-</c> for standard output, <c>stderr</c> inside angle brackets
    /// for standard error.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor written to.</exception>
    public LogFile(string path)
    {
        _output = new LogOutput(path, text => _trouble = text);
        _thread = new Thread(WriteOut, maxStackSize: 128 * 1024) { Name = "penstock log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The path that stands for standard error; no file has it, since it ends nowhere.</summary>
    public const string StandardError = "<stderr>";

    /// <summary>Told, by the writing thread, how many lines have been lost since it was told last: at once, then every 10 s, and at the end.</summary>
    public Action<long>? LostLines { get; set; }

    /// <summary>Told, by the writing thread, what could not be done to the file; no line is lost by that.</summary>
    public Action<string>? Trouble { get; set; }

    /// <summary>When the file is moved aside. May be changed at any time.</summary>
    public LogRotation Rotation { get; set; } = new();

    /// <summary>Lines lost since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Adds lines, each of which has its line end already. From any thread; never waits for the disk.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            int room = _ending ? 0 : BufferBytes - _filled;
            if (lines.Length > room)
            {
                int fitting = lines[..room].LastIndexOf((byte)'\n') + 1;
                Interlocked.Add(ref _lost, lines[fitting..].Count((byte)'\n'));
                lines = lines[..fitting];
            }

            if (_filled + lines.Length > _filling.Length)
            {
                Array.Resize(ref _filling, Math.Clamp(2 * (_filled + lines.Length), 4096, BufferBytes));
            }

            lines.CopyTo(_filling.AsSpan(_filled));
            _filled += lines.Length;
            if (_idle)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Opens the path anew before the next line: what a log rotation asks for after it has moved the file away.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _reopenAt = _filled;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what is there, and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ending)
            {
                return;
            }

            _ending = true;
            Monitor.Pulse(_gate);
        }

        // Whoever reads a pipe may have stopped: what it does not take is lost, and the process ends all the same.
        if (_thread.Join(EndMilliseconds))
        {
            _output.Dispose();
        }
    }

    private void WriteOut()
    {
        while (true)
        {
            int count;
            int reopenAt;
            lock (_gate)
            {
                while (_filled == 0 && _reopenAt == NoReopen && !_ending)
                {
                    _idle = true;
                    Monitor.Wait(_gate);
                    _idle = false;
                }

                if (_filled == 0 && _ending)
                {
                    break;
                }

                (_filling, _writing) = (_writing, _filling);
                (count, _filled) = (_filled, 0);
                (reopenAt, _reopenAt) = (_reopenAt, NoReopen);
                _output.Rotation = Rotation;
            }

            // Lines that came before Reopen belong to the file that was moved; those that came after it go to the new one.
            int before = reopenAt == NoReopen ? count : reopenAt;
            Append(0, before);
            if (reopenAt != NoReopen)
            {
                _output.Reopen();
                Append(before, count);
            }

            TellOfTrouble();
            TellOfLosses(atOnce: false);
            lock (_gate)
            {
                if (!_ending)
                {
                    Monitor.Wait(_gate, RestMilliseconds);
                }
            }
        }

        TellOfLosses(atOnce: true);
    }

    private void Append(int from, int to)
    {
        ReadOnlySpan<byte> lines = _writing.AsSpan(from, to - from);
        try
        {
            _output.Append(ref lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A full disk, a directory that is gone: proxying goes on.
            Interlocked.Add(ref _lost, lines.Count((byte)'\n'));
        }
    }

    private void TellOfTrouble()
    {
        if (_trouble is { } trouble)
        {
            _trouble = null;
            Trouble?.Invoke(trouble);
        }
    }

    private void TellOfLosses(bool atOnce)
    {
        long now = Environment.TickCount64;
        if (Lost is var lost && lost > _lostToldOf && (atOnce || now >= _nextTelling))
        {
            LostLines?.Invoke(lost - _lostToldOf);
            _lostToldOf = lost;
            _nextTelling = now + TellEveryMilliseconds;
        }
    }
}

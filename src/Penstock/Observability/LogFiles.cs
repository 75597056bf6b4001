using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>The log files that are open, each once however many logs go to it. A file stays open as long as one of those who asked for it has not given it back.</summary>
internal sealed class LogFiles(ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _files = [];
    private long _lostInClosed;

    /// <summary>Lines lost since the start, in all files there were.</summary>
    public long Lost
    {
        get
        {
            lock (_gate)
            {
                return _lostInClosed + _files.Values.Sum(entry => entry.File.Lost);
            }
        }
    }

    /// <summary>The file of that path, opened if nobody has it; how it is rotated is said by who came last.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor written to.</exception>
    public LogFile Take(string path, LogRotation rotation)
    {
        string key = Key(path);
        lock (_gate)
        {
            if (!_files.TryGetValue(key, out Entry? entry))
            {
                var file = new LogFile(path) { LostLines = count => ProxyLog.AccessLogLost(logger, count), Trouble = text => ProxyLog.LogTrouble(logger, text) };
                _files.Add(key, entry = new Entry(file));
            }

            entry.Users.Add(rotation);
            entry.File.Rotation = rotation;
            return entry.File;
        }
    }

    /// <summary>Closes it, if nobody else has it; how it is rotated is then said by who came last of those.</summary>
    public void Return(string path, LogRotation rotation)
    {
        lock (_gate)
        {
            string key = Key(path);
            Entry entry = _files[key];
            entry.Users.Remove(rotation);
            if (entry.Users is [.., var last])
            {
                entry.File.Rotation = last;
                return;
            }

            _files.Remove(key);
            entry.File.Dispose();
            _lostInClosed += entry.File.Lost;
        }
    }

    /// <summary>Opens each path anew.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            foreach (Entry entry in _files.Values)
            {
                entry.File.Reopen();
            }
        }
    }

    private static string Key(string path) => path is "-" or LogFile.StandardError ? path : Path.GetFullPath(path);

    private sealed class Entry(LogFile file)
    {
        public LogFile File { get; } = file;

        public List<LogRotation> Users { get; } = [];
    }
}

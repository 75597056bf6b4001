using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>The files of the access logs. One that two configurations have in common stays open from one to the next.</summary>
internal sealed class AccessLogFiles(ILogger logger, TimeZoneInfo timeZone) : IDisposable
{
    private readonly Dictionary<AccessLogConfig, LogFile> _open = [];
    private long _lostBefore;

    /// <summary>Lines lost since the start.</summary>
    public long Lost => _lostBefore + _open.Values.Sum(file => file.Lost);

    /// <summary>The logs of a configuration. If one cannot be opened, none is.</summary>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor written to.</exception>
    public AccessLog[] Open(ProxyConfig config)
    {
        List<AccessLogConfig> opened = [];
        try
        {
            foreach (AccessLogConfig log in config.AccessLogs.Where(log => !_open.ContainsKey(log)).Distinct())
            {
                _open[log] = new LogFile(log.Path) { LostLines = count => ProxyLog.AccessLogLost(logger, count) };
                opened.Add(log);
            }
        }
        catch
        {
            opened.ForEach(Close);
            throw;
        }

        return [.. config.AccessLogs.Select(log => new AccessLog(_open[log], timeZone))];
    }

    /// <summary>Closes those that a configuration does not have.</summary>
    public void CloseUnused(ProxyConfig config)
    {
        foreach (AccessLogConfig log in _open.Keys.Except(config.AccessLogs).ToArray())
        {
            Close(log);
        }
    }

    /// <summary>Opens their paths anew: for log rotation, after the files were moved away.</summary>
    public void Reopen()
    {
        foreach (LogFile file in _open.Values)
        {
            file.Reopen();
        }
    }

    public void Dispose()
    {
        foreach (LogFile file in _open.Values)
        {
            file.Dispose();
        }
    }

    private void Close(AccessLogConfig log)
    {
        LogFile file = _open[log];
        _open.Remove(log);
        file.Dispose();
        _lostBefore += file.Lost;
    }
}

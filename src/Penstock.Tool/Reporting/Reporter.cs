using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Penstock.Observability;

namespace Penstock.Tool.Reporting;

/// <summary>Whatever the running command says after its banner: the error log, and with <c>-v</c> a line for each tunnel. Written behind the scenes; no loop waits for a terminal.</summary>
internal sealed class Reporter : IDisposable
{
    private readonly LogFile _errors;
    private readonly LogFile _screen;

    /// <param name="errorLog">A path, <c>-</c> for standard output, null for standard error.</param>
    /// <param name="debug">Whether to log the clients' own mistakes too.</param>
    /// <param name="rotation">When the error log is moved aside; null for never.</param>
    public Reporter(string? errorLog, bool debug, LogRotation? rotation = null)
    {
        _errors = new LogFile(errorLog ?? LogFile.StandardError) { Rotation = rotation ?? new LogRotation() };
        _errors.Trouble = text => ProxyLog.LogTrouble(LoggerFactory!.CreateLogger("Penstock"), text);
        _screen = errorLog is null ? _errors : new LogFile(LogFile.StandardError);
        LoggerFactory = new LineLoggerFactory(_errors, debug ? LogLevel.Debug : LogLevel.Information);
    }

    public ILoggerFactory LoggerFactory { get; }

    public void ReopenLog() => _errors.Reopen();

    /// <summary>One line for a request that has ended.</summary>
    public void ShowRequest(RequestTimeline request) => Write(RequestLine.Format(request));

    /// <summary>A remark of the command's own, for the error log.</summary>
    public void Tell(string text) => LoggerFactory.CreateLogger("Penstock").Log(LogLevel.Warning, default, text, null, static (message, _) => message);

    /// <summary>What it has done in all, as the last line: after a signal somebody looks.</summary>
    public void ShowTotals(ProxyStatistics totals) => Write(string.Create(
        CultureInfo.InvariantCulture,
        $"stopped after {totals.Requests} requests, {totals.TunnelsOpened} tunnels; {ByteCount.Format(totals.BytesCopied)} copied, {ByteCount.Format(totals.BytesSpliced)} spliced"));

    public void Dispose()
    {
        _errors.Dispose();
        _screen.Dispose();
    }

    private void Write(string line) => _screen.Write(Encoding.UTF8.GetBytes(line + "\n"));
}

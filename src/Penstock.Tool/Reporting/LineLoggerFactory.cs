using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Penstock.Observability;

namespace Penstock.Tool.Reporting;

/// <summary>Writes each log message as one line: time, level, text. A control character in a message cannot begin another line.</summary>
internal sealed class LineLoggerFactory(LogFile file, LogLevel least) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one log.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string text = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}";
        var line = new StringBuilder(text.Length + 40)
            .Append(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .Append(' ')
            .Append(Word(logLevel))
            .Append(' ');
        foreach (char c in text)
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        file.Write(Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }

    public void Dispose()
    {
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Debug or LogLevel.Trace => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}

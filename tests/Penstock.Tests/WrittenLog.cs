using Microsoft.Extensions.Logging;

namespace Penstock.Tests;

/// <summary>An error log that keeps its lines.</summary>
/// <param name="least">What is less grave is left out.</param>
internal sealed class WrittenLog(LogLevel least = LogLevel.Trace) : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
}

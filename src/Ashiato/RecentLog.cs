using System.Globalization;
using Ashiato.Console.Diagnostics;

namespace Ashiato;

/// <summary>Remembers the newest lines of the log, for who asks what has happened after the fact.</summary>
internal sealed class RecentLog(TimeProvider time) : ILoggerProvider
{
    private const int MostLines = 500;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(string line)
    {
        if (line.Length > DiagnosticsBundle.LongestLine) line = line[..DiagnosticsBundle.LongestLine] + "…";
        lock (_lock)
        {
            if (_lines.Count == MostLines) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    private sealed class Category(RecentLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => log.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{log.Now:yyyy-MM-dd HH:mm:ss} {logLevel}: {name} {formatter(state, exception).ReplaceLineEndings(" ")}{(exception is null ? "" : " " + exception.ToString().ReplaceLineEndings(" "))}"));
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;
}

using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests;

/// <summary>What the agent says in an application's log.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private readonly List<string> _lines = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called with each line by who writes it, who waits meanwhile.</summary>
    public Action<string>? Written { get; set; }

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>Waits for a line that contains a text.</summary>
    public async Task<string> WaitAsync(string text)
    {
        while (true)
        {
            Task next;
            lock (_lines)
            {
                if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } found) return found;
                next = _next.Task;
            }
            try
            {
                await next.WaitAsync(s_patience, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"No line says '{text}'; these were written: {string.Join('\n', All)}");
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => categoryName == "Ashiato.Agent" ? new Writer(this) : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Dispose()
    {
    }

    private void Add(string line)
    {
        TaskCompletionSource waiting;
        lock (_lines)
        {
            _lines.Add(line);
            (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult();
        Written?.Invoke(line);
    }

    private sealed class Writer(LogLines owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => owner.Add(formatter(state, exception));
    }
}

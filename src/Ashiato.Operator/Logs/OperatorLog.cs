using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator.Logs;

/// <summary>The operator's log: one JSON object a line, with <c>level</c>, <c>ts</c> (seconds since 1970), <c>logger</c>, <c>msg</c>, and what each event is about.</summary>
internal sealed class OperatorLog(TextWriter writer, LogLevel least, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
        // The writer is the process's own.
    }

    private void Write(string logger, LogLevel level, string message, IReadOnlyList<KeyValuePair<string, object?>>? values, Exception? exception)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("level", level switch { LogLevel.Error or LogLevel.Critical => "error", LogLevel.Warning => "warn", LogLevel.Information => "info", _ => "debug" });
            json.WriteNumber("ts", time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            json.WriteString("logger", logger);
            json.WriteString("msg", message);
            foreach (var (name, value) in values ?? [])
            {
                if (name == "{OriginalFormat}") continue;
                if (value is int or long) json.WriteNumber(Words(name), Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                else json.WriteString(Words(name), value?.ToString());
            }
            if (exception is not null) json.WriteString("error", exception.ToString());
            json.WriteEndObject();
        }
        lock (_lock) writer.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary><c>workerCount</c> as <c>worker count</c>.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append(' ');
            words.Append(char.ToLowerInvariant(letter));
        }
        return words.ToString();
    }

    private sealed class Lines(OperatorLog log, string logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log._least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(logger, logLevel, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>>, exception);
        }
    }

    private readonly LogLevel _least = least;
}

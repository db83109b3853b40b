using Ashiato.Agent.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;

namespace Ashiato.Agent.Telemetry;

/// <summary>Sends log lines to where spans go, each with the trace and span that it was written in.</summary>
/// <remarks>A provider of its own, so that filters for an application's other uses of OpenTelemetry do not meet it: its alias is <c>Ashiato</c>.</remarks>
[ProviderAlias("Ashiato")]
internal sealed class LogForwarding : ILoggerProvider, ISupportExternalScope
{
    private static readonly ILogger s_nothing = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>What these say of an exception is said by the request that it left.</summary>
    private static readonly string[] s_repeating =
        ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", "Microsoft.AspNetCore.Diagnostics.DeveloperExceptionPageMiddleware"];

    private volatile OpenTelemetryLoggerProvider? _inner;
    private IExternalScopeProvider? _scopes;
    private LogLevel _least = LogLevel.None;

    /// <summary>Begins to send: loggers made before do so too.</summary>
    public void Begin(OpenTelemetryLoggerOptions options, LogLevel least)
    {
        var inner = new OpenTelemetryLoggerProvider(new Fixed(options));
        if (_scopes is not null) ((ISupportExternalScope)inner).SetScopeProvider(_scopes);
        _least = least;
        _inner = inner;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        // What the agent says about its sending must not be sent: it would be said again.
        categoryName == AgentLog.Category ? s_nothing : new Forwarder(this, categoryName);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider)
    {
        _scopes = scopeProvider;
        (_inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);
    }

    /// <inheritdoc/>
    public void Dispose() => _inner?.Dispose();

    private sealed class Forwarder(LogForwarding owner, string category) : ILogger
    {
        private readonly bool _isRepeating = s_repeating.Contains(category);
        private ILogger? _inner;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner._least && logLevel != LogLevel.None && owner._inner is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            (_inner ??= owner._inner!.CreateLogger(category)).Log(logLevel, eventId, state, _isRepeating ? null : exception, formatter);
        }
    }

    private sealed class Fixed(OpenTelemetryLoggerOptions options) : IOptionsMonitor<OpenTelemetryLoggerOptions>
    {
        public OpenTelemetryLoggerOptions CurrentValue => options;

        public OpenTelemetryLoggerOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OpenTelemetryLoggerOptions, string?> listener) => null;
    }
}

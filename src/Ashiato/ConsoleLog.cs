using Microsoft.Extensions.Logging.Console;

namespace Ashiato;

/// <summary>The program's log: one line per event on standard error, so that standard output stays what was asked for.</summary>
internal static class ConsoleLog
{
    /// <summary>One log for all roles of the process.</summary>
    /// <param name="recent">Remembers its newest lines.</param>
    public static ILoggerFactory Create(RecentLog recent) => LoggerFactory.Create(logging => logging
        .AddProvider(recent)
        .SetMinimumLevel(LogLevel.Information)
        // The framework tells every request and every start; people only want to hear of its troubles.
        .AddFilter("Microsoft", LogLevel.Warning)
        // A role that cannot start is told in one sentence by the program itself.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical)
        // Its warning that keys are not encrypted on disk is about keys that never get there.
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.IncludeScopes = false;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            console.UseUtcTimestamp = true;
        })
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}

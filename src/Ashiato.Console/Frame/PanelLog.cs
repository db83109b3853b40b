using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Frame;

/// <summary>What the log says of panels that failed.</summary>
internal static partial class PanelLog
{
    /// <summary>The store did not answer.</summary>
    [LoggerMessage(LogLevel.Error, "The store could not be read for the panel '{Panel}'.")]
    public static partial void Unreadable(ILogger log, string? panel, Exception exception);

    /// <summary>Anything else.</summary>
    [LoggerMessage(LogLevel.Error, "The panel '{Panel}' failed.")]
    public static partial void Failed(ILogger log, string? panel, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Frame;

/// <summary>What the log says of panels that failed.</summary>
internal static partial class PanelLog
{
    /// <summary>The store did not answer. A page has many panels, and where in the program each of them waited tells nobody anything.</summary>
    [LoggerMessage(LogLevel.Error, "The store could not be read for the panel '{Panel}': {Reason}")]
    public static partial void Unreadable(ILogger log, string? panel, string reason);

    /// <summary>Anything else.</summary>
    [LoggerMessage(LogLevel.Error, "The panel '{Panel}' failed.")]
    public static partial void Failed(ILogger log, string? panel, Exception exception);
}

using System.ComponentModel.DataAnnotations;

namespace Ashiato.Intake.Rum;

/// <summary>How events of browsers (real user monitoring) are taken in.</summary>
public sealed class RumOptions
{
    internal const string DefaultLibraryPattern = "node_modules|bower_components|~";

    internal const string DefaultExcludeFromGrouping = "^/webpack";

    /// <summary>True to take them. Default false: it opens the server to everyone who can reach it.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>The origins whose pages may send, <c>*</c> standing for any characters. Default all.</summary>
    [MinLength(1, ErrorMessage = "Set Intake:Rum:Origins to origins such as https://shop.example.org, or to *.")]
    public IReadOnlyList<string> Origins { get; set; } = ["*"];

    /// <summary>Headers that pages may send besides those that the agent does. Default none.</summary>
    public IReadOnlyList<string> Headers { get; set; } = [];

    /// <summary>Which files are a library's and not the application's: an expression on a frame's file or address.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Set Intake:Rum:LibraryPattern to a regular expression.")]
    [FrameExpression]
    public string LibraryPattern { get; set; } = DefaultLibraryPattern;

    /// <summary>Which files do not tell errors apart: an expression on a frame's file.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Set Intake:Rum:ExcludeFromGrouping to a regular expression.")]
    [FrameExpression]
    public string ExcludeFromGrouping { get; set; } = DefaultExcludeFromGrouping;
}

namespace Ashiato.Console.Errors;

/// <summary>One line of source.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Text">What stands there.</param>
/// <param name="IsIt">True for the line of the frame itself.</param>
public sealed record SourceLine(int Number, string Text, bool IsIt);

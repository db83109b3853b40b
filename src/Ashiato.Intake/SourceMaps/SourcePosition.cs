namespace Ashiato.Intake.SourceMaps;

/// <summary>A place in a source, as a map names it.</summary>
/// <param name="Source">The source's number in the map.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Name">What the source calls what is there; <see langword="null"/> when the map does not say.</param>
internal readonly record struct SourcePosition(int Source, int Line, int Column, string? Name);

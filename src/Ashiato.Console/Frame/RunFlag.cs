using Ashiato.Settings.Runs;

namespace Ashiato.Console.Frame;

/// <summary>A run on the time strip.</summary>
/// <param name="Run">Which.</param>
/// <param name="X">Where it begins, in units of the drawing.</param>
/// <param name="IsChosen">True when the page shows it.</param>
/// <param name="IsCompared">True when the page compares with it.</param>
internal sealed record RunFlag(Run Run, double X, bool IsChosen, bool IsCompared)
{
    /// <summary>How it is drawn.</summary>
    public string? Class => IsChosen ? "b" : IsCompared ? "a" : null;
}

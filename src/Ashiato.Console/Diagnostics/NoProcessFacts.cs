namespace Ashiato.Console.Diagnostics;

/// <summary>Where a program uses the console without telling how it was started.</summary>
internal sealed class NoProcessFacts : IProcessFacts
{
    /// <inheritdoc/>
    public string Roles => "console";

    /// <inheritdoc/>
    public IReadOnlyList<SettingLine> Settings => [];

    /// <inheritdoc/>
    public IEnumerable<string> Secrets => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LogLines => [];
}

namespace Ashiato.Settings.Runs;

/// <summary>All rules that find runs.</summary>
/// <param name="Rules">The rules.</param>
public sealed record SavedRunRules(IReadOnlyList<RunRule> Rules)
{
    /// <summary>The most rules: each is looked for every few seconds.</summary>
    public const int MaxRules = 10;
}

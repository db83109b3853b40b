namespace Ashiato.Settings;

/// <summary>One thing that can be set: on the command line, in the environment or in the file, always under the same name.</summary>
/// <param name="Name">Words with hyphens between them, such as <c>secret-token</c>: also the key in the file.</param>
/// <param name="Shape">What a value looks like, in capitals, for the help page.</param>
/// <param name="Default">The value that counts when nobody says anything; <see langword="null"/> when there is none.</param>
/// <param name="Description">What it does, as a sentence.</param>
internal sealed record Setting(string Name, string Shape, string? Default, string Description)
{
    /// <summary>The shape of what is on or off. On the command line its name alone means on.</summary>
    public const string Switch = "on|off";

    /// <summary>True when nobody else may see its value.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The name on the command line.</summary>
    public string Flag => "--" + Name;

    /// <summary>The name in the environment.</summary>
    public string Variable => "ASHIATO_" + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>The line of the help page.</summary>
    public string Help => $"{Description} {(Default is null ? "" : $"Default: {Default}. ")}Also {Variable}.";
}

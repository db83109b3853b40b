namespace Ashiato.Bench.Pages;

/// <summary>A page to take pictures of.</summary>
/// <param name="Name">What its files are called.</param>
/// <param name="Path">Its address.</param>
internal sealed record ShownPage(string Name, string Path)
{
    public int Width { get; init; } = 1440;

    public int Height { get; init; } = 900;

    public string Language { get; init; } = "en";

    /// <summary>True when it shows what route rules do: the pages before it show what the data suggests.</summary>
    public bool IsGrouped { get; init; }

    /// <summary>True when it tells of files, which come a while after events.</summary>
    public bool NeedsFiles { get; init; }

    public IReadOnlyList<string> Themes { get; init; } = ["light", "dark"];
}

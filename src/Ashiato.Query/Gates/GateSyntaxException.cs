namespace Ashiato.Query.Gates;

/// <summary>A claim that cannot be read.</summary>
/// <param name="text">The claim.</param>
/// <param name="at">Where it goes wrong, in characters from its start.</param>
/// <param name="problem">What is wrong and what would be right, as a clause.</param>
public sealed class GateSyntaxException(string text, int at, string problem) : Exception($"'{text}' cannot be read at character {at + 1}: {problem}")
{
    /// <summary>Where it goes wrong, in characters from its start.</summary>
    public int At => at;

    /// <summary>The claim with a mark below the place.</summary>
    public string Shown => $"  {text}\n  {new string(' ', at)}^ {problem}";
}

namespace Ashiato.Console.Access;

/// <summary>Where to go on after signing in.</summary>
internal static class LocalAddress
{
    /// <summary>An address of the console itself, else <paramref name="otherwise"/>: a link must not lead people elsewhere under the console's name.</summary>
    public static string Of(string? address, string otherwise)
    {
        bool isLocal = address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) && !address.Contains('\\', StringComparison.Ordinal);
        return isLocal ? address! : otherwise;
    }
}

using System.Globalization;
using System.Resources;
using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Console.Localisation;

/// <summary>Why something cannot be taken, in the language of the page. English stands where it is refused; <c>Refusals.ja.resx</c> has the same in Japanese, by its reason.</summary>
internal static class Refusals
{
    private static readonly ResourceManager s_texts = new("Ashiato.Console.Localisation.Refusals", typeof(Refusals).Assembly);

    /// <summary>The sentence for a person.</summary>
    public static string Sentence(Refused refused) =>
        CultureInfo.CurrentUICulture.Name == "ja" && Japanese(refused.Why) is { } text ? text.With(refused.Sentence.GetArguments()) : refused.ToString();

    /// <summary>The same of what was thrown.</summary>
    public static string Sentence(ArgumentException wrong) => wrong is RefusedException { Refused: var refused } ? Sentence(refused) : wrong.Message;

    /// <summary>The same of a store that refused.</summary>
    public static string Sentence(Exception wrong) => (wrong as IRefusal)?.Refused is { } refused ? Sentence(refused) : wrong.Message;

    /// <summary>The reason for programs, such as <c>runMemoLength</c>.</summary>
    public static string CodeOf(Enum why) => JsonNamingPolicy.CamelCase.ConvertName(why.ToString());

    /// <summary>The Japanese text of a reason, with holes for what the sentence names.</summary>
    internal static string? Japanese(Enum why) => s_texts.GetString(why.ToString(), CultureInfo.GetCultureInfo("ja"));
}

using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Ashiato.Console.Localisation;

namespace Ashiato.Console.Tests.Localisation;

public sealed partial class TextsTests
{
    private static readonly IReadOnlyDictionary<string, string> English = Read("");
    private static readonly IReadOnlyDictionary<string, string> Japanese = Read("ja");

    [Fact]
    public void Every_english_text_has_its_japanese_one()
    {
        Assert.NotEmpty(English);
        Assert.Empty(English.Keys.Except(Japanese.Keys));
        Assert.Empty(Japanese.Keys.Except(English.Keys));
    }

    [Fact]
    public void Both_have_the_same_holes() =>
        Assert.Empty(English.Where(text => !Holes(text.Value).SequenceEqual(Holes(Japanese[text.Key]))).Select(text => text.Key));

    [Fact]
    public void No_text_is_empty() => Assert.DoesNotContain(English.Values.Concat(Japanese.Values), string.IsNullOrWhiteSpace);

    [Fact]
    public void Japanese_has_no_exclamation_and_no_full_width_space() =>
        Assert.DoesNotContain(Japanese.Values, text => text.Contains('!', StringComparison.Ordinal) || text.Contains('　', StringComparison.Ordinal));

    [Fact]
    public void A_count_of_one_has_its_own_text()
    {
        Assert.Equal("1 span", "{0} spans".Counted(1, "1 span"));
        Assert.Equal("85,517 spans", "{0} spans".Counted(85_517, "1 span"));
    }

    private static string[] Holes(string text) => [.. Hole.Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal)];

    private static Dictionary<string, string> Read(string language)
    {
        var texts = new ResourceManager("Ashiato.Console.Localisation.Texts", typeof(ConsoleOptions).Assembly);
        var set = texts.GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false);
        Assert.NotNull(set);
        return set.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole { get; }
}

using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Json;

namespace Ashiato.Console.Traces;

/// <summary>The waterfall's texts in the reader's language, from <c>WaterfallTexts.resx</c>.</summary>
internal static class WaterfallTexts
{
    private static readonly ResourceManager Texts = new("Ashiato.Console.Traces.WaterfallTexts", typeof(WaterfallTexts).Assembly);

    /// <summary>All texts as one JSON object. Safe inside a script element: markup characters are escaped.</summary>
    internal static string Json => JsonSerializer.Serialize(Keys().ToDictionary(key => key, Get, StringComparer.Ordinal));

    /// <summary>The text of a key; the key itself when there is none.</summary>
    internal static string Get(string key) => Texts.GetString(key, CultureInfo.CurrentUICulture) ?? key;

    // The neutral texts are complete; a language may lack some and then falls back to them.
    private static IEnumerable<string> Keys() =>
        Texts.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().Select(entry => (string)entry.Key);
}

using System.Globalization;

namespace Ashiato.Console.Localisation;

/// <summary>Texts with values in them.</summary>
internal static class TextExtensions
{
    extension(string text)
    {
        /// <summary>The text with <c>{0}</c>, <c>{1}</c> … replaced.</summary>
        public string With(params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, text, values);

        /// <summary>The text with a count in it, or the one for exactly one.</summary>
        public string Counted(long count, string one) => count == 1 ? one : text.With(Formatting.Figures.Count(count));
    }
}

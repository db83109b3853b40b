using System.Globalization;

namespace Ashiato.Console.Localisation;

/// <summary>Texts with values in them.</summary>
internal static class TextExtensions
{
    extension(string text)
    {
        /// <summary>The text with <c>{0}</c>, <c>{1}</c> … replaced.</summary>
        public string With(params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, text, values);
    }
}

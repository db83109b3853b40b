using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The templates of a field whose texts may pass a test.</summary>
internal sealed class WantedTemplates
{
    private readonly bool[] _isWanted;

    private WantedTemplates(bool[] isWanted, SoughtNumber? number) => (_isWanted, Number) = (isWanted, number);

    /// <summary>For each template whether a text made of it may pass.</summary>
    public ReadOnlySpan<bool> IsWanted => _isWanted;

    /// <summary>True when no text passes, whatever its literals are.</summary>
    public bool AreNone => !IsWanted.Contains(true);

    /// <summary>A number that is one of the literals of every text that passes, or stands in one that is a text; <see langword="null"/> when that is not certain of any.</summary>
    public SoughtNumber? Number { get; }

    public static WantedTemplates Of(TextTemplate[] templates, Utf8Pool texts, ITextTest test)
    {
        var isWanted = new bool[templates.Length];
        bool hasDigits = false;
        for (int i = 0; i < isWanted.Length; i++)
        {
            isWanted[i] = test.MayPass(texts[i], templates[i].LiteralBytes);
            hasDigits |= isWanted[i] && Array.Exists(templates[i].Parts, static part => part.AsSpan().ContainsAnyInRange((byte)'0', (byte)'9'));
        }
        return new WantedTemplates(isWanted, hasDigits ? null : test.Number);
    }
}

namespace Ashiato.Query;

/// <summary>How conditions read what a field holds.</summary>
public enum FieldReading
{
    /// <summary>Values as a whole, letter case included.</summary>
    Whole,

    /// <summary>Texts by their words: see <see cref="TextSearch"/>.</summary>
    Words,

    /// <summary>A moment as the number of its microseconds.</summary>
    Micros,
}

using System.Globalization;

namespace Ashiato.Kube.Objects;

/// <summary>An amount of memory, storage or processors, such as <c>1Gi</c>, <c>500m</c> or <c>1e3</c>.</summary>
/// <remarks>Source: Kubernetes API reference, <c>Quantity</c>. The text that was read is kept for writing; the value is for comparing.</remarks>
/// <param name="Value">The amount in the unit without a suffix.</param>
/// <param name="Text">The text form that was read.</param>
public readonly record struct Quantity(decimal Value, string Text)
{
    private static readonly (string Suffix, decimal Factor)[] s_suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m), ("Ei", 1152921504606846976m),
        ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, out Quantity quantity)
    {
        quantity = default;
        if (string.IsNullOrEmpty(text)) return false;
        var (suffix, factor) = Array.Find(s_suffixes, known => text.EndsWith(known.Suffix, StringComparison.Ordinal));
        string number = suffix is null ? text : text[..^suffix.Length];
        if (!decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value)) return false;
        quantity = new Quantity(suffix is null ? value : value * factor, text);
        return true;
    }

    /// <summary>The text that was read.</summary>
    public override string ToString() => Text;
}

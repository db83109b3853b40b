using Ashiato.Model;

namespace Ashiato.Settings;

/// <summary>How large what is kept may be.</summary>
public static class SettingsLimits
{
    /// <summary>The most characters of a kind's name.</summary>
    public const int MaxKindLength = 64;

    /// <summary>The most characters of a key.</summary>
    public const int MaxKeyLength = 4_096;

    /// <summary>The most bytes of a document: 64 MiB, for a source map in its packed form. Most have less than 1 KiB.</summary>
    public const int MaxValueBytes = 64 << 20;

    /// <exception cref="ArgumentException">A name is empty or too long.</exception>
    internal static void Check(string kind, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (kind.Length > MaxKindLength) throw new RefusedException(SettingsRefusal.SettingsKindLength, $"The name of a kind has {kind.Length} characters; at most {MaxKindLength} are kept.");
        if (key.Length > MaxKeyLength) throw new RefusedException(SettingsRefusal.SettingsKeyLength, $"A key has {key.Length} characters; at most {MaxKeyLength} are kept. Choose shorter names.");
    }

    /// <exception cref="ArgumentException">A name is empty or too long, or the value is.</exception>
    internal static void Check(string kind, string key, ReadOnlyMemory<byte> value)
    {
        Check(kind, key);
        if (value.Length > MaxValueBytes)
            throw new RefusedException(SettingsRefusal.SettingsDocumentSize, $"A document of kind '{kind}' has {value.Length} bytes; at most {MaxValueBytes} are kept.");
    }
}

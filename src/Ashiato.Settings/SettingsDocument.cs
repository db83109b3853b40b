namespace Ashiato.Settings;

/// <summary>One document of an <see cref="ISettingsStore"/>.</summary>
/// <param name="Key">What it is called within its kind.</param>
/// <param name="Version">Grows with every change of the document; from 1.</param>
/// <param name="Value">Its content; what the bytes mean is up to the kind.</param>
public sealed record SettingsDocument(string Key, long Version, byte[] Value);

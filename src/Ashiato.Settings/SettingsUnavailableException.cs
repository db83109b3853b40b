namespace Ashiato.Settings;

/// <summary>The settings cannot be read or written at the moment. What was written before is still there.</summary>
/// <param name="sentence">What happened and what to do, for a person.</param>
/// <param name="inner">The cause.</param>
public sealed class SettingsUnavailableException(string sentence, Exception? inner = null) : IOException(sentence, inner);

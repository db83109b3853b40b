namespace Ashiato.Settings;

/// <summary>What a setting is set to, and who said so.</summary>
/// <param name="Text">The value as it was written.</param>
/// <param name="Source">The flag, the variable, or the file and line: what a person must change to change the value.</param>
internal readonly record struct SettingValue(string Text, string Source);

namespace Ashiato.Console.Diagnostics;

/// <summary>One setting of a process, as it may be shown to anybody.</summary>
/// <param name="Name">Its name, such as <c>retention-days</c>.</param>
/// <param name="Value">Its value; of a secret only that there is one. <see langword="null"/> where there is none.</param>
/// <param name="Source">Where it comes from: an option, a variable, a file, or the defaults.</param>
public sealed record SettingLine(string Name, string? Value, string Source);

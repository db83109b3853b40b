namespace Ashiato.Demo;

/// <summary>What happens in a demo.</summary>
/// <param name="Database">Where the marketplace keeps its items: a file, or a connection string of PostgreSQL.</param>
/// <param name="Seconds">How long people shop.</param>
/// <param name="Users">How many.</param>
/// <param name="Mend">Names of faults that are mended, with commas; <see langword="null"/> for none.</param>
internal sealed record DemoLoad(string Database, int Seconds, int Users, string? Mend);

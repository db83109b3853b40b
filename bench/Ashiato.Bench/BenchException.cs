namespace Ashiato.Bench;

/// <summary>A measurement could not be made; the message says why and what to do.</summary>
internal sealed class BenchException(string message) : Exception(message);

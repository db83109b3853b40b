using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>A field that events have.</summary>
/// <param name="Field">The field.</param>
/// <param name="EventCount">How many events have a value in it, at most; never less than that, and never 0.</param>
public sealed record FieldCount(Field Field, long EventCount);

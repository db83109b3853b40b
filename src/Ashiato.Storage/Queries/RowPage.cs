using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>Rows that a <see cref="RowQuery"/> found.</summary>
/// <param name="Rows">The events, in the order asked for.</param>
/// <param name="Next">
/// What to pass as <see cref="RowQuery.After"/> to go on, or <see langword="null"/> when this was the last page. Opaque; pages never skip
/// or repeat an event while others arrive.
/// </param>
public sealed record RowPage(EventBatch Rows, string? Next);

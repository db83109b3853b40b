using Ashiato.Model;

namespace Ashiato.Search.Hits;

/// <summary>The hits of one page.</summary>
/// <param name="Rows">The events, in order.</param>
/// <param name="Next">Where the store goes on behind them, or <see langword="null"/> when there are no more or several keys order them.</param>
internal sealed record HitPage(IReadOnlyList<EventRow> Rows, string? Next);

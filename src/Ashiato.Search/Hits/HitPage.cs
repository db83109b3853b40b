using Ashiato.Model;

namespace Ashiato.Search.Hits;

/// <summary>The hits of one page.</summary>
/// <param name="Rows">The events, in order.</param>
/// <param name="Next">Where to go on behind them; <see cref="End"/> when there are no more.</param>
internal sealed record HitPage(IReadOnlyList<EventRow> Rows, string Next)
{
    /// <summary>The place behind the last page.</summary>
    public const string End = "end";
}

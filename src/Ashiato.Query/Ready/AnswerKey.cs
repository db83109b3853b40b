namespace Ashiato.Query.Ready;

/// <summary>What was asked, so that the same question is known again a moment later.</summary>
/// <param name="Question">Which question, with everything that it was asked besides the period.</param>
/// <param name="Environment">Of which environment; <see langword="null"/> for all.</param>
/// <param name="FromMicros">The beginning; of a range that moves with the clock, its length.</param>
/// <param name="ToMicros">The end; of a range that moves with the clock, 0.</param>
/// <param name="IsMoving">True when the range ends now, whenever that is.</param>
internal sealed record AnswerKey(string Question, string? Environment, long FromMicros, long ToMicros, bool IsMoving)
{
    // A page reads the clock some moments before it asks.
    private const long NowMicros = 5_000_000;

    /// <summary>The key of a question about a period.</summary>
    /// <param name="question">Which question.</param>
    /// <param name="period">When; without a condition.</param>
    /// <param name="nowMicros">The moment of asking.</param>
    public static AnswerKey Of(string question, Period period, long nowMicros)
    {
        var range = period.Time;
        bool isMoving = range.FromMicros != long.MinValue && Math.Abs(range.ToMicros - (double)nowMicros) <= NowMicros;
        return isMoving
            ? new AnswerKey(question, period.Environment, range.DurationMicros, 0, true)
            : new AnswerKey(question, period.Environment, range.FromMicros, range.ToMicros, false);
    }

    /// <summary>The period that it means at a moment.</summary>
    public Period PeriodAt(long nowMicros) =>
        new(IsMoving ? new Storage.Queries.TimeRange(nowMicros - FromMicros, nowMicros) : new Storage.Queries.TimeRange(FromMicros, ToMicros), Environment);
}

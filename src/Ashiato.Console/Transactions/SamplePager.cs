using Ashiato.Query.Transactions;

namespace Ashiato.Console.Transactions;

/// <summary>The samples of a group, slowest first, and the one that is shown.</summary>
public sealed class SamplePager
{
    private readonly IReadOnlyList<TransactionSample> _samples;

    /// <summary>Shows the asked one; the slowest when it is not among the samples.</summary>
    /// <param name="samples">In any order.</param>
    /// <param name="p50Micros">What is typical.</param>
    /// <param name="asked"><c>transaction.id</c> of the one to show.</param>
    public SamplePager(IReadOnlyList<TransactionSample> samples, double p50Micros, string? asked)
    {
        _samples = [.. samples.OrderByDescending(sample => sample.DurationMicros).ThenBy(sample => sample.TimestampMicros)];
        Index = Math.Max(0, _samples.Select((sample, i) => (sample.TransactionId, i)).FirstOrDefault(pair => pair.TransactionId == asked).i);
        var succeeded = _samples.Where(sample => !sample.IsFailed).ToList();
        Slowest = succeeded is [var slowest, ..] ? slowest : null;
        Typical = succeeded.MinBy(sample => Math.Abs(sample.DurationMicros - p50Micros));
        Failed = _samples.FirstOrDefault(sample => sample.IsFailed);
    }

    /// <summary>How many there are.</summary>
    public int Count => _samples.Count;

    /// <summary>Which one is shown, from 0.</summary>
    public int Index { get; }

    /// <summary>The one that is shown; <see langword="null"/> when there is none.</summary>
    public TransactionSample? Current => Count == 0 ? null : _samples[Index];

    /// <summary>The next slower one.</summary>
    public TransactionSample? Previous => Index > 0 ? _samples[Index - 1] : null;

    /// <summary>The next faster one.</summary>
    public TransactionSample? Next => Index + 1 < Count ? _samples[Index + 1] : null;

    /// <summary>The slowest that succeeded.</summary>
    public TransactionSample? Slowest { get; }

    /// <summary>The one nearest to the median.</summary>
    public TransactionSample? Typical { get; }

    /// <summary>The slowest that failed.</summary>
    public TransactionSample? Failed { get; }
}

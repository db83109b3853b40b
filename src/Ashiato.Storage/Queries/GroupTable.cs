namespace Ashiato.Storage.Queries;

/// <summary>The groups that a <see cref="GroupQuery"/> found.</summary>
/// <param name="Groups">In the order asked for.</param>
/// <param name="IsComplete">False when there were more groups than the limit.</param>
/// <param name="EventCount">How many events matched, over all groups, also those left out.</param>
/// <param name="Source">What was counted: events, or summaries of them.</param>
public sealed record GroupTable(IReadOnlyList<Group> Groups, bool IsComplete, long EventCount, GroupSource Source = GroupSource.Rows);

/// <summary>One group.</summary>
/// <param name="Keys">One a key of the query: <see cref="string"/>, <see cref="long"/>, <see cref="double"/> or <see langword="null"/>.</param>
/// <param name="Numbers">One list a measure of the query, mostly of one number; <see langword="null"/> where there was no value.</param>
/// <param name="Texts">One a measure of the query: the text of <see cref="Measure.Latest"/>, else <see langword="null"/>.</param>
public sealed record Group(IReadOnlyList<object?> Keys, IReadOnlyList<IReadOnlyList<double?>> Numbers, IReadOnlyList<string?> Texts)
{
    /// <summary>The number of a measure, 0 when there was no value.</summary>
    public double Number(int measure, int at = 0) => Numbers[measure][at] ?? 0;

    /// <summary>A key as text; empty for events without a value.</summary>
    public string Text(int key) => Keys[key] as string ?? "";

    /// <summary>A key as a whole number.</summary>
    public long Int64(int key) => Keys[key] is long value ? value : 0;
}

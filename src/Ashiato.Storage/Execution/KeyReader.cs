using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Numbers the values of one group key over all row groups. Number 0 is "no value".</summary>
internal abstract class KeyReader : IDisposable
{
    public const int None = 0;

    public static KeyReader Of(GroupKey key, QueryBudget budget) => key switch
    {
        GroupKey.Value { Field.Kind: ColumnKind.String } value => new TextKeyReader(value.Field, budget),
        GroupKey.Value { Field.Kind: ColumnKind.Id } value => new IdKeyReader(value.Field, budget),
        GroupKey.Value { Field.Kind: ColumnKind.Double } value => new DoubleKeyReader(value.Field),
        GroupKey.Value value => new Int64KeyReader(value.Field),
        GroupKey.Time time => new TimeKeyReader(time),
        GroupKey.Linear scale => new LinearKeyReader(scale),
        GroupKey.Logarithmic scale => new LogarithmicKeyReader(scale),
        _ => throw new QueryException("The query groups by a key that this store does not know."),
    };

    /// <summary>How many numbers there are by now, <see cref="None"/> included.</summary>
    public abstract int CodeCount { get; }

    /// <summary>Numbers the keys of some rows.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="rows">The rows, ascending.</param>
    /// <param name="codes">One a row.</param>
    public abstract void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes);

    /// <summary>Gives back memory that others can use. Not needed, and only for the last who asks.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>Takes in the keys of another reader of the same key.</summary>
    /// <returns>For each of its numbers the number here.</returns>
    public int[] Import(KeyReader other)
    {
        var codes = new int[other.CodeCount];
        for (int code = None + 1; code < codes.Length; code++) codes[code] = Import(other, code - 1);
        return codes;
    }

    /// <summary>The key with a number, as it stands in an answer; <see langword="null"/> for <see cref="None"/>.</summary>
    public object? KeyOf(int code) => code == None ? null : ValueOf(code - 1);

    /// <summary>The order of two keys, ascending; "no value" comes last.</summary>
    public int Compare(int x, int y)
    {
        if (x == y) return 0;
        if (x == None || y == None) return x == None ? 1 : -1;
        return CompareValues(x - 1, y - 1);
    }

    /// <summary>The number here of a value of another reader.</summary>
    protected abstract int Import(KeyReader other, int at);

    protected abstract object ValueOf(int at);

    protected abstract int CompareValues(int x, int y);
}

namespace Ashiato.Storage.Execution;

/// <summary>What one measure knows of each group so far.</summary>
internal abstract class MeasureState
{
    /// <summary>Takes in some rows of a row group.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="rows">The rows, ascending.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="groupCount">How many groups there are by now.</param>
    public abstract void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount);

    /// <summary>Takes in what the same measure found in other row groups.</summary>
    /// <param name="other">A state of the same measure. It is not used any more, so parts of it may be taken over.</param>
    /// <param name="groups">For each group of the other the group here.</param>
    /// <param name="groupCount">How many groups there are here by now.</param>
    public abstract void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount);

    /// <summary>The numbers of a group.</summary>
    /// <param name="group">The group.</param>
    public abstract IReadOnlyList<double?> Numbers(int group);

    /// <summary>The text of a group.</summary>
    public virtual string? Text(int group) => null;

    /// <summary>Makes room for more groups; new places hold a value to start from.</summary>
    protected static void Ensure<T>(ref T[] states, int groupCount, T start)
    {
        if (states.Length >= groupCount) return;
        int before = states.Length;
        Array.Resize(ref states, Math.Max(groupCount, before * 2));
        states.AsSpan(before).Fill(start);
    }
}

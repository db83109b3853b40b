namespace Ashiato.Storage.Execution;

/// <summary>The order of rows. Those without a sort value come last either way.</summary>
internal sealed class RowOrder(bool descending) : IComparer<RowPlace>
{
    public bool IsDescending => descending;

    public int Compare(RowPlace? x, RowPlace? y)
    {
        if (ReferenceEquals(x, y)) return 0;
        if (x!.HasValue != y!.HasValue) return x.HasValue ? -1 : 1;
        int order = x.Rank.CompareTo(y.Rank);
        if (order == 0 && x.Text is not null) order = x.Text.AsSpan().SequenceCompareTo(y.Text);
        if (order == 0) order = x.Micros.CompareTo(y.Micros);
        if (order != 0) return descending ? -order : order;
        order = x.Brief.CompareTo(y.Brief);
        return order != 0 || x.IsBrief || y.IsBrief ? order : x.Full.CompareTo(y.Full);
    }

    /// <summary>True when a row with this rank certainly comes before a place.</summary>
    public bool IsBefore(bool hasValue, ulong rank, RowPlace place)
    {
        if (hasValue != place.HasValue) return hasValue;
        return descending ? rank > place.Rank : rank < place.Rank;
    }

    /// <summary>True when a row with this rank certainly comes behind a place.</summary>
    public bool IsBehind(bool hasValue, ulong rank, RowPlace place)
    {
        if (hasValue != place.HasValue) return place.HasValue;
        return descending ? rank < place.Rank : rank > place.Rank;
    }
}

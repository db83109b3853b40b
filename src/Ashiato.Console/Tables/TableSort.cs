using Ashiato.Console.Frame;

namespace Ashiato.Console.Tables;

/// <summary>How a table is sorted, as the address says it: <c>sort=p95</c>, <c>order=up</c>.</summary>
/// <param name="Column">The column's key.</param>
/// <param name="IsDescending">Greatest first, or last letter first.</param>
/// <param name="Table">The id of the table: after a click, the reader is still there.</param>
public sealed record TableSort(string Column, bool IsDescending, string Table)
{
    /// <summary>Reads the address; sorted by <paramref name="column"/> when it says nothing.</summary>
    internal static TableSort Read(View view, string column, string table) =>
        new(view.Value("sort") ?? column, view.Value("order") is null ? view.Value("sort") != "name" : view.Value("order") != "up", table);

    /// <summary>The rows in this order. Rows that are equal keep the order they came in; unknown columns change nothing.</summary>
    public IReadOnlyList<T> Apply<T>(IReadOnlyList<T> rows, Func<T, string, IComparable?> value) => IsDescending
        ? [.. rows.OrderByDescending(row => value(row, Column))]
        : [.. rows.OrderBy(row => value(row, Column))];

    /// <summary>Where a click on the head of a column leads: its own natural order first, the other way round next.</summary>
    internal string Link(View view, string column)
    {
        bool descending = column == Column ? !IsDescending : column != "name";
        return view.Here(("sort", column), ("order", descending ? "down" : "up")) + "#" + Table;
    }
}

using Ashiato.Console.Frame;
using Ashiato.Query.Exploring;

namespace Ashiato.Console.Exploring;

/// <summary>What the page looks through, as its address says it.</summary>
internal sealed class ExploreView(View view)
{
    /// <summary>The address keys.</summary>
    public const string KindKey = "kind", ColumnsKey = "columns", ByKey = "by", AfterKey = "after";

    /// <summary>Which events.</summary>
    public EventKind Kind { get; } = EventKind.Of(view.Value(KindKey));

    /// <summary>Fields whose values stand in columns.</summary>
    public IReadOnlyList<string> Columns { get; } = Names(view.Value(ColumnsKey));

    /// <summary>Fields to group by; none for rows.</summary>
    public IReadOnlyList<string> By { get; } = Names(view.Value(ByKey));

    /// <summary>Where the rows go on.</summary>
    public string? After { get; } = view.Value(AfterKey);

    /// <summary>Which field the rows are sorted by; <see langword="null"/> for the newest first.</summary>
    public string? Sort { get; } = view.Value("sort") is { } sort and not ("time" or "name") ? sort : null;

    /// <summary>True for the greatest first.</summary>
    public bool IsDescending { get; } = view.Value("order") != "up";

    /// <summary>The address with a column more, or less.</summary>
    public string Toggled(string column) =>
        view.Here((ColumnsKey, string.Join(',', Columns.Contains(column) ? Columns.Where(name => name != column) : Columns.Append(column))));

    private static string[] Names(string? list) => list is null ? [] : [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
}

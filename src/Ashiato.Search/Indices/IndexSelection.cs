using System.Text;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Indices;

/// <summary>The data streams that a request names, as <c>type-dataset-namespace</c>.</summary>
/// <remarks>
/// What a name selects is decided by the fields of each event, so that no list of data streams has to be kept. <c>_all</c>, <c>*</c>, and the
/// name that Elastic APM used before data streams, <c>apm-*</c>, select everything.
/// </remarks>
internal static class IndexSelection
{
    private const int MaxNames = 1_000;

    private static readonly Field[] s_parts = [Fields.DataStreamType, Fields.DataStreamDataset, Fields.DataStreamNamespace];

    /// <summary>The events that a list of names selects; a name behind a minus takes away.</summary>
    /// <exception cref="SearchException">A name without wildcards is no data stream's, or there are too many names.</exception>
    public static async ValueTask<Filter> FilterAsync(IEventStore store, string? names, bool ignoresMissing, CancellationToken cancel)
    {
        int count = names.AsSpan().Count(',') + 1;
        if (count > MaxNames) throw SearchException.Illegal($"There are {count} names of data streams; {MaxNames} is the most. Use patterns such as logs-*.");
        List<Filter> included = [], excluded = [];
        foreach (string name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (name.StartsWith('-'))
            {
                excluded.Add(await OneAsync(store, name[1..], cancel));
                continue;
            }
            // A name takes away from those before it only.
            if (excluded.Count > 0) (included, excluded) = ([Without(included, excluded)], []);
            var one = await OneAsync(store, name, cancel);
            if (!name.Contains('*', StringComparison.Ordinal) && name != "_all" && !ignoresMissing) await RequireAsync(store, name, one, cancel);
            included.Add(one);
        }
        return excluded.Count > 0 ? Without(included, excluded) : AnyOf(included);

        static Filter Without(List<Filter> included, List<Filter> excluded) => new Filter.All([AnyOf(included), new Filter.Not(new Filter.Any(excluded))]);

        static Filter AnyOf(List<Filter> filters) => filters.Count switch { 0 => Filter.Everything, 1 => filters[0], _ => new Filter.Any(filters) };
    }

    /// <summary>The data stream of an event.</summary>
    public static string NameOf(EventRow row) =>
        $"{row.Text(Fields.DataStreamType) ?? TypeOf(row.Text(Fields.ProcessorEvent))}-{row.Text(Fields.DataStreamDataset) ?? "apm"}-{row.Text(Fields.DataStreamNamespace) ?? "default"}";

    /// <summary>The data streams that there are, with how many events each has, by name.</summary>
    public static async ValueTask<IReadOnlyList<(string Name, long Count)>> ListAsync(IEventStore store, Filter filter, CancellationToken cancel)
    {
        var query = new GroupQuery { Filter = filter, Keys = [.. s_parts.Select(static part => new GroupKey.Value(part))], Measures = [new Measure.Count()], Limit = GroupQuery.MaxLimit };
        var table = await store.QueryAsync(query, cancel);
        return [.. table.Groups.Where(static group => group.Keys[0] is not null)
            .Select(static group => (Name: string.Join('-', group.Keys), Count: (long)group.Number(0))).OrderBy(static one => one.Name, StringComparer.Ordinal)];
    }

    /// <summary>True when a data stream's name fits one of a list of names.</summary>
    public static bool Fits(string name, string? names)
    {
        bool fits = string.IsNullOrEmpty(names);
        foreach (string one in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string pattern = one.TrimStart('-');
            if (pattern is "_all" or "apm-*" || NamePattern.Fits(name, pattern)) fits = !one.StartsWith('-');
        }
        return fits;
    }

    private static string TypeOf(string? processorEvent) => processorEvent switch
    {
        Fields.Events.Metric => "metrics",
        Fields.Events.Log or Fields.Events.Error => "logs",
        _ => "traces",
    };

    private static async ValueTask RequireAsync(IEventStore store, string name, Filter filter, CancellationToken cancel)
    {
        var page = await store.QueryAsync(new RowQuery { Filter = filter, Limit = 1, Fields = [Fields.Timestamp] }, cancel);
        if (page.Rows.RowCount == 0) throw SearchException.NoIndex(name);
    }

    private static async ValueTask<Filter> OneAsync(IEventStore store, string name, CancellationToken cancel)
    {
        if (name is "_all" or "apm-*") return Filter.Everything;
        return TryOfPattern(name) ?? Of((await ListAsync(store, Filter.Everything, cancel)).Select(static stream => stream.Name).Where(stream => NamePattern.Fits(stream, name)));
    }

    /// <summary>The events of the data streams whose names fit a pattern; <see langword="null"/> when only the list of all names can tell which those are.</summary>
    public static Filter? TryOfPattern(string pattern)
    {
        if (pattern is "*" or "*-*" or "*-*-*") return Filter.Everything;
        if (!pattern.Contains('*', StringComparison.Ordinal)) return OfName(pattern);
        string[] parts = pattern.Split('-');
        // Any other star may reach over a dash: "traces-*default" is "traces-apm-default".
        bool isPlain = parts.Length <= 3 && parts.SkipLast(1).All(static part => !part.Contains('*', StringComparison.Ordinal)) && (parts.Length == 3 || parts[^1].IndexOf('*', StringComparison.Ordinal) == parts[^1].Length - 1);
        return isPlain ? Of(parts) : null;
    }

    /// <summary>The events of one data stream.</summary>
    public static Filter OfName(string name) => name.Split('-', 3) is { Length: 3 } parts ? new Filter.All([.. parts.Select(static (part, i) => Filter.Is(s_parts[i], part))]) : new Filter.Any([]);

    /// <summary>The events of data streams that are named in full.</summary>
    public static Filter Of(IEnumerable<string> streams) => new Filter.Any([.. streams.Select(static stream => Of(stream.Split('-', 3)))]);

    /// <summary>The parts of a name, of which only the last may have stars; with a star at its end it stands for what follows, too.</summary>
    private static Filter Of(string[] parts)
    {
        if (parts.Length < 3 && !parts[^1].EndsWith('*')) return new Filter.Any([]);
        var conditions = new List<Filter>();
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "*") continue;
            conditions.Add(parts[i].Contains('*', StringComparison.Ordinal) ? new Filter.TextLike(s_parts[i], Pattern(parts[i])) : Filter.Is(s_parts[i], parts[i]));
        }
        return conditions.Count == 1 ? conditions[0] : new Filter.All(conditions);
    }

    private static string Pattern(string part)
    {
        var pattern = new StringBuilder();
        foreach (char character in part) pattern.Append(character is '?' or '\\' ? "\\" : "").Append(character);
        return pattern.ToString();
    }
}

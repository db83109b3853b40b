using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Finds the fields that matching events have, reading as few columns as it can.</summary>
/// <remarks>
/// Where all rows of a row group match, its fields are known without reading. Where some do, a field's column is read until one of them turns out
/// to have a value in it; after that the field is taken to be there. A field that none of the matching rows had in several row groups is taken not to
/// be there in the next ones that have it for the sake of others (a span's fields, when transactions are asked about).
/// </remarks>
internal sealed class FieldFinder(TimeRange time, Filter filter)
{
    private const int MostFailures = 4;

    private readonly FilterMatcher _matcher = new(filter, time);
    private readonly Dictionary<Field, Finding> _findings = [];

    private sealed class Finding
    {
        public long EventCount { get; set; }

        public int Failures { get; set; }
    }

    /// <summary>The fields, by name and type.</summary>
    public IReadOnlyList<FieldCount> Find(IEnumerable<RowGroup> groups, CancellationToken cancel)
    {
        foreach (var group in groups)
        {
            cancel.ThrowIfCancellationRequested();
            var matching = _matcher.Match(group);
            int count = matching.Count;
            if (count > 0) Look(group, matching, count);
        }
        return
        [
            .. _findings.Where(static finding => finding.Value.EventCount > 0).Select(static finding => new FieldCount(finding.Key, finding.Value.EventCount))
                .OrderBy(static found => found.Field.Name, StringComparer.Ordinal).ThenBy(static found => found.Field.Type),
        ];
    }

    private void Look(RowGroup group, RowSet matching, int matchingCount)
    {
        bool areAll = matchingCount == group.RowCount;
        foreach (var field in group.Fields)
        {
            if (!_findings.TryGetValue(field, out var finding)) _findings.Add(field, finding = new Finding());
            if (!areAll && finding.EventCount == 0)
            {
                if (finding.Failures >= MostFailures) continue;
                if (!IsInAny(group.Read(field), matching))
                {
                    finding.Failures++;
                    continue;
                }
            }
            finding.EventCount += Math.Min(matchingCount, group.CountOf(field) ?? matchingCount);
        }
    }

    private static bool IsInAny(Column? column, RowSet matching)
    {
        if (column is null) return false;
        if (column.IsDense) return true;
        foreach (int row in column.Rows)
            if (matching.Contains(row)) return true;
        return false;
    }
}

using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <content>Keys that are stretches of a calendar.</content>
internal sealed partial class AggregationRun
{
    /// <summary>The events of an aggregation in parts, in each of which every key is one that the store knows; without a calendar that is one part.</summary>
    private async ValueTask<List<Scope>> PartsAsync(KeyAggregation one, Scope scope)
    {
        var whole = scope.Narrowed(one.Filter);
        List<Scope> parts = [whole with { Keys = [.. scope.Keys, .. one.Keys] }];
        if (one.Calendars.Count == 0) return parts;
        if (await EndsAsync(whole) is not ({ } from, { } to)) return [];
        List<(Scope Part, long From, long To)> cut = [(parts[0], (long)from, (long)to)];
        foreach (var calendar in one.Calendars)
            cut = [.. cut.SelectMany(piece => CutBy(calendar, scope.Keys.Length + calendar.Index, piece))];
        return [.. cut.Select(static piece => piece.Part)];
    }

    private static IEnumerable<(Scope Part, long From, long To)> CutBy(CalendarKey calendar, int index, (Scope Part, long From, long To) piece)
    {
        foreach (var run in calendar.RunsBetween(piece.From, piece.To) ?? throw TooMany())
        {
            GroupKey[] keys = [.. piece.Part.Keys];
            keys[index] = run.Key;
            yield return (piece.Part.Narrowed(run.Filter) with { Keys = keys }, Math.Max(piece.From, run.FromMicros), Math.Min(piece.To, run.ToMicros - 1));
        }
    }

    /// <summary>The moments of the first event and of the last, in microseconds; none where there is no event.</summary>
    private async ValueTask<(double? From, double? To)> EndsAsync(Scope scope)
    {
        var ends = (await GroupsAsync(scope, [], [new Measure.Min(Fields.Timestamp), new Measure.Max(Fields.Timestamp)], 1, null)).Groups[0];
        return (ends.Numbers[0][0], ends.Numbers[1][0]);
    }
}

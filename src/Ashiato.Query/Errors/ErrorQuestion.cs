using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Errors;

/// <summary>What is one error, since when, where, and what does it look like?</summary>
internal sealed class ErrorQuestion(IEventStore store, RouteRuleSet rules)
{
    private const int MaxSamples = 100, MaxShares = 100;

    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="key"><c>error.grouping_key</c>; empty for errors without one.</param>
    /// <param name="sample"><c>error.id</c> of the occurrence to show; the newest without it.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><see langword="null"/> when it did not happen in the period.</returns>
    public async Task<ErrorDetails?> AskAsync(string service, string key, string? sample, Period period, CancellationToken cancel)
    {
        Filter hasKey = key.Length > 0 ? Filter.Is(Fields.ErrorGroupingKey, key) : new Filter.Not(new Filter.Exists(Fields.ErrorGroupingKey));
        var always = ErrorGroupsQuestion.IsError.And(Filter.Is(Fields.ServiceName, service)).And(hasKey);
        var filter = always.And(period.Filter);
        var intervals = Intervals.Of(period.Time, Intervals.InChart);

        var groupTask = ErrorGroupsQuestion.AskAsync(store, filter, period, 1, cancel);
        var everTask = Ask(new GroupQuery { Filter = always, Measures = [new Measure.Min(Fields.Timestamp)] });
        var countsTask = Ask(Counts(filter, period, intervals.Key));
        var versionsTask = Ask(Counts(filter, period, new GroupKey.Value(Fields.ServiceVersion)));
        var transactionsTask = TransactionsAsync(service, filter, period, cancel);
        var samplesTask = store.QueryAsync(
            new RowQuery { Time = period.Time, Filter = filter, Fields = [Fields.ErrorId, Fields.Timestamp, Fields.TraceId, Fields.TransactionId], Limit = MaxSamples }, cancel).AsTask();
        await Task.WhenAll(groupTask, everTask, countsTask, versionsTask, transactionsTask, samplesTask);

        if ((await groupTask).Groups is not [var group, ..]) return null;
        ErrorSample[] samples = [.. (await samplesTask).Rows.Rows.Select(row => new ErrorSample(row.Text(Fields.ErrorId) ?? "", row.TimestampMicros, row.Text(Fields.TraceId), row.Text(Fields.TransactionId)))];
        string? shown = sample ?? samples.FirstOrDefault()?.Id;
        return new ErrorDetails(
            ErrorGroupsQuestion.ToGroup(key, group, intervals.Spread((await countsTask).Groups, 0, count => count.Number(0))),
            intervals.FirstMicros,
            intervals.LengthMicros,
            (long)(await everTask).Groups[0].Number(0),
            [.. (await versionsTask).Groups.Select(version => new ErrorShare(version.Text(0), null, (long)version.Number(0), 0)).OrderByDescending(version => version.Count).Take(MaxShares)],
            await transactionsTask,
            samples,
            shown is null ? null : await DocumentAsync(filter, shown, period, cancel));

        Task<GroupTable> Ask(GroupQuery query) => store.QueryAsync(query, cancel).AsTask();
    }

    /// <summary>The transactions in which it happened, each with how many there were of it at all.</summary>
    private async Task<IReadOnlyList<ErrorShare>> TransactionsAsync(string service, Filter filter, Period period, CancellationToken cancel)
    {
        var affectedTask = store.QueryAsync(Counts(filter, period, new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.TransactionType)), cancel).AsTask();
        var allTask = store.QueryAsync(
            Counts(
                Filter.Is(Fields.ServiceName, service).And(period.Filter).And(TransactionNumbers.IsTransaction), period,
                new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.TransactionType)),
            cancel).AsTask();
        await Task.WhenAll(affectedTask, allTask);

        var all = (await allTask).Groups.ToLookup(Route, group => (long)group.Number(0));
        return [.. (await affectedTask).Groups.GroupBy(Route)
            .Select(route => new ErrorShare(route.Key.Name, route.Key.Type, (long)route.Sum(group => group.Number(0)), all[route.Key].Sum()))
            .OrderByDescending(route => route.Count).Take(MaxShares)];

        (string Name, string Type) Route(Group group) => (rules.GroupOf(service, group.Text(0)), group.Text(1));
    }

    private async Task<JsonElement?> DocumentAsync(Filter filter, string id, Period period, CancellationToken cancel)
    {
        var page = await store.QueryAsync(new RowQuery { Time = period.Time, Filter = filter.And(Filter.Is(Fields.ErrorId, id)), Limit = 1 }, cancel);
        return page.Rows.RowCount == 0 ? null : JsonElement.Parse(EventDocument.ToUtf8(page.Rows.Rows.First()), EventDocument.Reading);
    }

    private static GroupQuery Counts(Filter filter, Period period, params IReadOnlyList<GroupKey> keys) =>
        new() { Time = period.Time, Filter = filter, Keys = keys, Measures = [new Measure.Count()], Limit = GroupQuery.MaxLimit };
}

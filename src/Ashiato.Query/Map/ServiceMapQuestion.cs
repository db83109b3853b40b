using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query.Services;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Map;

/// <summary>Who calls whom, in all traces of a period or in one?</summary>
/// <remarks>
/// A call names what it went to by an address. That this address is a service that reports itself is known from transactions whose parent
/// is such a call: the newest ones are asked for, as many as tell all there are. Messages are followed by links between traces as well.
/// </remarks>
internal sealed class ServiceMapQuestion(IEventStore store)
{
    private const int CalledLookedAt = 5_000, LinksLookedAt = 1_000;

    /// <param name="traceId">One trace; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<ServiceMap> AskAsync(string? traceId, Period period, CancellationToken cancel)
    {
        if (traceId is not null) period = period with { Where = period.Where is { } where ? where.And(Filter.Is(Fields.TraceId, traceId)) : Filter.Is(Fields.TraceId, traceId) };
        var servicesTask = new ServicesQuestion(store).AskAsync(period, cancel);
        var callsTask = CallsAsync(period, cancel);
        var calledTask = CalledAsync(period, cancel);
        var linksTask = LinksAsync(period, cancel);
        await Task.WhenAll(servicesTask, callsTask, calledTask, linksTask);

        var services = (await servicesTask).Services;
        var (names, called) = (services.Select(service => service.Name).ToHashSet(), await calledTask);
        var edges = (await callsTask)
            .SelectMany(group => TargetsOf(group, called).Select(to => (From: group.Text(0), To: to, Group: group)))
            .Where(edge => names.Contains(edge.From) && edge.From != edge.To)
            .GroupBy(edge => (edge.From, edge.To))
            .Select(edge => new MapEdge(edge.Key.From, edge.Key.To, Together([.. edge.Select(one => one.Group)], period)))
            .ToList();
        var known = edges.Select(edge => (edge.From, edge.To)).ToHashSet();
        edges.AddRange((await linksTask).Where(link => names.Contains(link.From) && names.Contains(link.To) && known.Add(link)).Select(link => new MapEdge(link.From, link.To, null)));
        return new ServiceMap([.. services.Select(OfService), .. Others(edges, await callsTask, period)], edges);
    }

    /// <summary>Where a group of calls goes: the services behind its address, or the address itself.</summary>
    private static List<string> TargetsOf(Group group, ILookup<(string, string), string> called)
    {
        var behind = called[(group.Text(0), group.Text(1))].Distinct().ToList();
        return behind.Count > 0 ? behind : [ResourceId(group.Text(1))];
    }

    private static string ResourceId(string resource) => ">" + resource;

    private static MapNode OfService(ServiceSummary service) => new(
        service.Name, service.Name, IsService: true, service.AgentName,
        new CallFigures
        {
            Count = service.TransactionCount,
            ThroughputPerSecond = service.ThroughputPerSecond,
            FailedCount = service.FailedCount,
            FailedShare = service.FailedShare,
            TotalMicros = service.TotalMicros,
            Share = service.Share,
            Latency = service.Latency,
            MaxMicros = 0,
        });

    private static IEnumerable<MapNode> Others(List<MapEdge> edges, IReadOnlyList<Group> calls, Period period)
    {
        var shown = edges.Select(edge => edge.To).Where(id => id[0] == '>').ToHashSet();
        return calls.Where(group => shown.Contains(ResourceId(group.Text(1)))).GroupBy(group => group.Text(1)).Select(resource => new MapNode(
            ResourceId(resource.Key), resource.Key, IsService: false,
            resource.Select(group => group.Text(3)).FirstOrDefault(subtype => subtype.Length > 0) ?? resource.First().Text(2),
            Together([.. resource], period)));
    }

    // Percentiles of several groups cannot be added up: an edge or node of several shows those of its largest.
    private static CallFigures Together(Group[] groups, Period period)
    {
        var figures = groups.Select(group => new CallNumbers(group).ToFigures(period, 0)).ToList();
        var largest = figures.MaxBy(one => one.Count)!;
        long count = figures.Sum(one => one.Count), failed = figures.Sum(one => one.FailedCount);
        double total = figures.Sum(one => one.TotalMicros);
        double known = figures.Sum(one => one.FailedShare is > 0 and var share ? one.FailedCount / share : one.FailedShare is null ? 0 : one.Count);
        return largest with
        {
            Count = count,
            ThroughputPerSecond = period.PerSecond(count),
            FailedCount = failed,
            FailedShare = known == 0 ? null : failed / known,
            TotalMicros = total,
            Latency = largest.Latency is { } latency ? latency with { AverageMicros = total / Math.Max(1, count) } : null,
            MaxMicros = figures.Max(one => one.MaxMicros),
        };
    }

    private async Task<IReadOnlyList<Group>> CallsAsync(Period period, CancellationToken cancel) => (await store.QueryAsync(
        new GroupQuery
        {
            Time = period.Time,
            Filter = CallNumbers.IsSpan.And(new Filter.Exists(Fields.SpanDestinationServiceResource)).And(period.Filter),
            Keys =
            [
                new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.SpanDestinationServiceResource),
                new GroupKey.Value(Fields.SpanType), new GroupKey.Value(Fields.SpanSubtype),
            ],
            Measures = CallNumbers.Measures,
            Order = CallNumbers.MostTimeFirst,
            Limit = GroupQuery.MaxLimit,
        },
        cancel)).Groups;

    /// <summary>Services by who called them at which address.</summary>
    private async Task<ILookup<(string Caller, string Resource), string>> CalledAsync(Period period, CancellationToken cancel)
    {
        var transactions = await store.QueryAsync(
            new RowQuery
            {
                Time = period.Time,
                Filter = TransactionNumbers.IsTransaction.And(new Filter.Exists(Fields.ParentId)).And(period.Filter),
                Fields = [Fields.ParentId, Fields.ServiceName],
                Limit = CalledLookedAt,
            },
            cancel);
        var services = transactions.Rows.Rows
            .Select(row => (Parent: row.Text(Fields.ParentId) ?? "", Service: row.Text(Fields.ServiceName) ?? ""))
            .ToLookup(pair => pair.Parent, pair => pair.Service);
        if (services.Count == 0) return Array.Empty<(string, string, string)>().ToLookup(one => (one.Item1, one.Item2), one => one.Item3);

        var spans = await store.QueryAsync(
            new RowQuery
            {
                Time = period.Time,
                Filter = CallNumbers.IsSpan.And(new Filter.Exists(Fields.SpanDestinationServiceResource)).And(new Filter.TextIn(Fields.SpanId, [.. services.Select(one => one.Key)])),
                Fields = [Fields.SpanId, Fields.ServiceName, Fields.SpanDestinationServiceResource],
                Limit = CalledLookedAt,
            },
            cancel);
        return spans.Rows.Rows
            .SelectMany(row => services[row.Text(Fields.SpanId) ?? ""].Select(service => (Caller: row.Text(Fields.ServiceName) ?? "", Resource: row.Text(Fields.SpanDestinationServiceResource) ?? "", service)))
            .Where(one => one.Caller != one.service)
            .ToLookup(one => (one.Caller, one.Resource), one => one.service);
    }

    /// <summary>Services that are tied by links between traces: from the one that is named to the one that names it.</summary>
    private async Task<IReadOnlyList<(string From, string To)>> LinksAsync(Period period, CancellationToken cancel)
    {
        var linking = await store.QueryAsync(
            new RowQuery { Time = period.Time, Filter = new Filter.Exists(Fields.SpanLinks).And(period.Filter), Fields = [Fields.ServiceName, Fields.SpanLinks], Limit = LinksLookedAt }, cancel);
        var named = linking.Rows.Rows
            .SelectMany(row => SpansOf(row.Text(Fields.SpanLinks)).Select(span => (Span: span, Service: row.Text(Fields.ServiceName) ?? "")))
            .ToLookup(pair => pair.Span, pair => pair.Service);
        if (named.Count == 0) return [];

        string[] ids = [.. named.Select(one => one.Key)];
        var producers = await store.QueryAsync(
            new RowQuery
            {
                Time = period.Time,
                Filter = new Filter.Any([new Filter.TextIn(Fields.SpanId, ids), TransactionNumbers.IsTransaction.And(new Filter.TextIn(Fields.TransactionId, ids))]),
                Fields = [Fields.SpanId, Fields.TransactionId, Fields.ServiceName],
                Limit = LinksLookedAt,
            },
            cancel);
        return [.. producers.Rows.Rows
            .SelectMany(row => named[row.Text(Fields.SpanId) ?? row.Text(Fields.TransactionId) ?? ""].Select(to => (From: row.Text(Fields.ServiceName) ?? "", To: to)))
            .Where(link => link.From != link.To)
            .Distinct()];
    }

    private static List<string> SpansOf(string? links)
    {
        var spans = new List<string>();
        if (links is null) return spans;
        try
        {
            using var json = JsonDocument.Parse(links);
            if (json.RootElement.ValueKind != JsonValueKind.Array) return spans;
            foreach (var link in json.RootElement.EnumerateArray())
                if (link.ValueKind == JsonValueKind.Object && link.TryGetProperty("span", out var span) && span.TryGetProperty("id", out var id) && id.GetString() is { } text) spans.Add(text);
        }
        catch (JsonException)
        {
            // What cannot be read ties nobody.
        }
        return spans;
    }
}

using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Exploring;
using Ashiato.Query.Logs;
using Ashiato.Query.Map;
using Ashiato.Query.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/map</c>, <c>/api/logs</c>, <c>/api/metrics</c> and <c>/api/explore</c>.</summary>
internal static class ExploreEndpoints
{
    private const int UsualLimit = 100;

    extension(RouteGroupBuilder api)
    {
        public void MapExplore()
        {
            api.MapGet("/map", MapAsync).WithTags("map").WithName("getServiceMap")
                .WithSummary("Who calls whom, in all traces or in one.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/logs", LogsAsync).WithTags("logs").WithName("listLogLines")
                .WithSummary("Lines of logs, newest first, and how many there are by level over time.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/logs/patterns", PatternsAsync).WithTags("logs").WithName("listLogPatterns")
                .WithSummary("What logs say again and again: lines that differ only in values, counted together.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/services/{service}/metrics", FieldsAsync).WithTags("metrics").WithName("listMetrics")
                .WithSummary("The metrics that a service reports, by name.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/services/{service}/metrics/{metric}", MetricAsync).WithTags("metrics").WithName("getMetric")
                .WithSummary("A metric over time, by a field when it is given.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
            api.MapGet("/explore/rows", RowsAsync).WithTags("explore").WithName("exploreRows")
                .WithSummary("Events that match, with the values of any fields.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/explore/groups", GroupsAsync).WithTags("explore").WithName("exploreGroups")
                .WithSummary("Events that match, by the values of any fields, over time.").ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private static Task<Results<Ok<ServiceMap>, ProblemHttpResult>> MapAsync(
        [Description("trace.id of the one trace to draw. Default all.")] string? trace, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.ServiceMapAsync(trace, period, cancel), cancel);

    private static async Task<Results<Ok<LogPage>, ProblemHttpResult>> LogsAsync(
        [FromQuery(Name = "service"), Description("Of one service (service.name). Default all.")] string? service,
        [Description("The most lines, from 1 to 1000. Default 100.")] int? limit,
        [Description("Where to go on: 'next' of the answer before.")] string? after,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        if (Limits.Read(limit, UsualLimit, out int most) is { } tooMany) return tooMany;
        return await when.AskAsync(questions, time, period => questions.LogsAsync(service, period, most, after, cancel), cancel);
    }

    private static Task<Results<Ok<LogPatternList>, ProblemHttpResult>> PatternsAsync(
        [FromQuery(Name = "service"), Description("Of one service (service.name). Default all.")] string? service,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.LogPatternsAsync(service, period, cancel), cancel);

    private static Task<Results<Ok<IReadOnlyList<MetricField>>, ProblemHttpResult>> FieldsAsync(
        [Description("service.name")] string service, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.MetricFieldsAsync(service, period, cancel), cancel);

    private static async Task<Results<Ok<MetricChart>, ProblemHttpResult>> MetricAsync(
        [Description("service.name")] string service,
        [Description("The metric, such as system.cpu.total.norm.pct.")] string metric,
        [Description("What to make of the reports of an interval: Average, Max, Sum, Rate (per second, of what only grows) or P95. Default Average.")] MetricCalculation? calculation,
        [Description("The field to group by, such as service.node.name. Default none.")] string? by,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        var field = (await questions.MetricFieldsAsync(service, period, cancel)).FirstOrDefault(one => one.Name == metric);
        if (field is null) return ApiProblems.NotFound($"Service '{service}' did not report '{metric}' in this period; /api/services/{{service}}/metrics lists what it did.");
        return TypedResults.Ok(await questions.MetricAsync(service, field, calculation ?? MetricCalculation.Average, string.IsNullOrEmpty(by) ? null : by, period, cancel));
    }

    private static async Task<Results<Ok<ExploredRows>, ProblemHttpResult>> RowsAsync(
        [Description("transaction, span, error, log or metric. Default transaction.")] string? kind,
        [Description("Names of fields, with commas between them.")] string? columns,
        [Description("Name of the field to sort by; 'duration' for how long they took. Default the newest first.")] string? sort,
        [Description("down for the greatest first, up for the least. Default down.")] string? order,
        [Description("The most rows, from 1 to 1000. Default 100.")] int? limit,
        [Description("Where to go on: 'next' of the answer before.")] string? after,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        if (Limits.Read(limit, UsualLimit, out int most) is { } tooMany) return tooMany;
        return await when.AskAsync(questions, time, period => questions.ExploreRowsAsync(EventKind.Of(kind), Names(columns), sort, order != "up", period, most, after, cancel), cancel);
    }

    private static async Task<Results<Ok<ExploredGroups>, ProblemHttpResult>> GroupsAsync(
        [Description("transaction, span, error, log or metric. Default transaction.")] string? kind,
        [Description("Names of the fields to group by, up to three, with commas between them.")] string by,
        [Description("The most groups, from 1 to 500. Default 100.")] int? limit,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        if (limit is < 1 or > 500) return ApiProblems.BadRequest($"'limit' is {limit}; write a number from 1 to 500.");
        var names = Names(by);
        if (names.Length == 0) return ApiProblems.BadRequest("'by' names no field; write one such as service.name.");
        return await when.AskAsync(questions, time, period => questions.ExploreGroupsAsync(EventKind.Of(kind), names, period, limit ?? UsualLimit, cancel), cancel);
    }

    private static string[] Names(string? list) => list is null ? [] : list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Breakdown;
using Ashiato.Query.Deploys;
using Ashiato.Query.Instances;
using Ashiato.Query.Transactions;
using Ashiato.Query.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary>What the pages of a service ask beside <c>/api/services/{service}</c>.</summary>
internal static class ServicePartEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapServiceParts()
        {
            var service = api.MapGroup("/services/{service}").WithTags("services");
            service.MapGet("transaction-table", TableAsync).WithName("getTransactionTable")
                .WithSummary("The transaction groups of one type with results, deviation, bytes and how they went over time, most time spent first.").ProducesProblem(StatusCodes.Status400BadRequest);
            service.MapGet("results", ResultsAsync).WithName("listResults")
                .WithSummary("Transactions by result over time.").ProducesProblem(StatusCodes.Status400BadRequest);
            service.MapGet("time-by-type", TimeAsync).WithName("getTimeByType")
                .WithSummary("What the service spends its time with, over time.").ProducesProblem(StatusCodes.Status400BadRequest);
            service.MapGet("instances", InstancesAsync).WithName("listInstances")
                .WithSummary("Its instances with processor and memory, busiest first.").ProducesProblem(StatusCodes.Status400BadRequest);
            service.MapGet("versions", VersionsAsync).WithName("listVersions")
                .WithSummary("Its versions, the one seen last first.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/deploys", DeploysAsync).WithTags("services").WithName("listDeploys")
                .WithSummary("When services began to run another version, oldest first.").ProducesProblem(StatusCodes.Status400BadRequest);
            api.MapGet("/activity", ActivityAsync).WithTags("services").WithName("getActivity")
                .WithSummary("How many transactions there were over time; without their latencies.").ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private const string Service = "service.name", Type = "transaction.type. Default the most frequent one.";

    private static Task<Results<Ok<IReadOnlyList<TransactionGroup>>, ProblemHttpResult>> TableAsync(
        [Description(Service)] string service, [Description(Type)] string? type, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => TableWithSeriesAsync(questions, service, type, period, cancel), cancel);

    private static async Task<IReadOnlyList<TransactionGroup>> TableWithSeriesAsync(IQuestions questions, string service, string? type, Period period, CancellationToken cancel)
    {
        var groups = await questions.TransactionTableAsync(service, type, period, cancel);
        if (groups.Count == 0) return groups;
        var series = (await questions.TransactionSeriesAsync(service, groups[0].Type, period, cancel)).ToDictionary(group => group.Name);
        return [.. groups.Select(group => group with { Series = series.GetValueOrDefault(group.Name)?.Points ?? [] })];
    }

    private static Task<Results<Ok<ResultTimes>, ProblemHttpResult>> ResultsAsync(
        [Description(Service)] string service,
        [Description("Of one group (transaction.name). Default all.")] string? name,
        [Description("transaction.type. Default all.")] string? type,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.ResultTimesAsync(service, name, type, period, cancel), cancel);

    private static Task<Results<Ok<TimeByType>, ProblemHttpResult>> TimeAsync(
        [Description(Service)] string service, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.TimeByTypeAsync(service, period, cancel), cancel);

    private static Task<Results<Ok<IReadOnlyList<ServiceInstance>>, ProblemHttpResult>> InstancesAsync(
        [Description(Service)] string service, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.InstancesAsync(service, period, cancel), cancel);

    private static Task<Results<Ok<IReadOnlyList<ServiceVersion>>, ProblemHttpResult>> VersionsAsync(
        [Description(Service)] string service, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.VersionsAsync(service, period, cancel), cancel);

    private static Task<Results<Ok<IReadOnlyList<Deploy>>, ProblemHttpResult>> DeploysAsync(
        [FromQuery(Name = "service"), Description("Of one service (service.name). Default all.")] string? service,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.DeploysAsync(service, period, cancel), cancel);

    private static async Task<Results<Ok<TimeSeries>, ProblemHttpResult>> ActivityAsync(
        [Description("The most intervals, from 1 to 1000. Default 120.")] int? most, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        const int usual = 120;
        if (Limits.Read(most, usual, out int limit) is { } tooMany) return tooMany;
        return await when.AskAsync(questions, time, period => questions.ActivityAsync(period, limit, cancel), cancel);
    }
}

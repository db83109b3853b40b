using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Services;
using Ashiato.Query.Transactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/services</c>.</summary>
internal static class ServiceEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapServices()
        {
            var services = api.MapGroup("/services").WithTags("services");
            services.MapGet("", ListAsync)
                .WithName("listServices")
                .WithSummary("All services that reported in a period, most time spent first.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
            services.MapGet("{service}", GetAsync)
                .WithName("getService")
                .WithSummary("One service: its numbers over time, and its transaction groups of one type.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
            services.MapGet("{service}/transactions", ListTransactionsAsync)
                .WithName("listTransactionGroups")
                .WithSummary("The transaction groups of a service, most time spent first.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<Results<Ok<ServiceList>, ProblemHttpResult>> ListAsync(
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        return TypedResults.Ok(await questions.ServicesAsync(period, cancel));
    }

    private static async Task<Results<Ok<ServiceDetails>, ProblemHttpResult>> GetAsync(
        [Description("service.name")] string service,
        [Description("Which transactions (transaction.type). Default the most frequent type.")] string? type,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        var details = await questions.ServiceAsync(service, type, period, cancel);
        return details is null ? Unknown(service) : TypedResults.Ok(details);
    }

    private static async Task<Results<Ok<IReadOnlyList<TransactionGroup>>, ProblemHttpResult>> ListTransactionsAsync(
        [Description("service.name")] string service,
        [Description("Which transactions (transaction.type). Default the most frequent type.")] string? type,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        var details = await questions.ServiceAsync(service, type, period, cancel);
        return details is null ? Unknown(service) : TypedResults.Ok(details.Transactions);
    }

    private static ProblemHttpResult Unknown(string service) =>
        ApiProblems.NotFound($"No service '{service}' reported in this period; /api/services lists those that did.");
}

using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Transactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/transactions</c>.</summary>
internal static class TransactionEndpoints
{
    private const int DefaultSamples = 20;

    extension(RouteGroupBuilder api)
    {
        public void MapTransactions()
        {
            var transactions = api.MapGroup("/transactions").WithTags("transactions");
            transactions.MapGet("", GetAsync)
                .WithName("getTransactionGroup")
                .WithSummary("One transaction group: its numbers over time and the distribution of its durations.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
            transactions.MapGet("samples", ListSamplesAsync)
                .WithName("listSamples")
                .WithSummary("Transactions of a group to look at: the slowest, typical and failed ones first. Only those that the agent sampled.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<Results<Ok<TransactionDetails>, ProblemHttpResult>> GetAsync(
        [AsParameters] TransactionParameters which, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        var details = await questions.TransactionAsync(which.Key, period, cancel);
        if (details is not null) return TypedResults.Ok(details);
        return ApiProblems.NotFound($"Service '{which.Service}' reported no transaction '{which.Name}' in this period; /api/services/{{service}}/transactions lists those that it did.");
    }

    private static async Task<Results<Ok<IReadOnlyList<TransactionSample>>, ProblemHttpResult>> ListSamplesAsync(
        [AsParameters] TransactionParameters which,
        [AsParameters] PeriodParameters when,
        [Description("The least duration, in microseconds. Default none.")] double? fromMicros,
        [Description("The least duration above those wanted, in microseconds. Default none.")] double? toMicros,
        [Description("The most samples to return, from 1 to 1000. Default 20.")] int? limit,
        IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        if (Limits.Read(limit, DefaultSamples, out int most) is { } tooMany) return tooMany;
        return TypedResults.Ok(await questions.SamplesAsync(which.Key, period, fromMicros, toMicros, most, cancel));
    }
}

using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Correlations;
using Ashiato.Query.Flame;
using Ashiato.Query.Transactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary>What the page of a transaction group asks beside <c>/api/transactions</c>.</summary>
internal static class TransactionPartEndpoints
{
    private const int UsualTraces = 60;

    extension(RouteGroupBuilder api)
    {
        public void MapTransactionParts()
        {
            var transactions = api.MapGroup("/transactions").WithTags("transactions");
            transactions.MapGet("flame", FlameAsync).WithName("getFlameGraph")
                .WithSummary("Many traces of a group laid upon one another, with their critical path.").ProducesProblem(StatusCodes.Status400BadRequest);
            transactions.MapGet("correlations", CorrelationsAsync).WithName("listCorrelations")
                .WithSummary("Which values the slow, or the failed, transactions of a group have more often than the others.").ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<Results<Ok<FlameGraph>, ProblemHttpResult>> FlameAsync(
        [FromQuery(Name = "service"), Description("service.name")] string service,
        [FromQuery(Name = "name"), Description("transaction.name")] string name,
        [FromQuery(Name = "type"), Description("transaction.type. Default any.")] string? type,
        [Description("The least duration, in microseconds. Default none.")] double? fromMicros,
        [Description("The least duration above those wanted, in microseconds. Default none.")] double? toMicros,
        [Description("How many traces, from 1 to 200. Default 60.")] int? limit,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        if (limit is < 1 or > 200) return ApiProblems.BadRequest($"'limit' is {limit}; write a number from 1 to 200.");
        return await when.AskAsync(questions, time, period => questions.FlameAsync(new TransactionKey(service, name, type), period, fromMicros, toMicros, limit ?? UsualTraces, cancel), cancel);
    }

    private static Task<Results<Ok<CorrelationList>, ProblemHttpResult>> CorrelationsAsync(
        [FromQuery(Name = "service"), Description("service.name")] string service,
        [FromQuery(Name = "name"), Description("transaction.name")] string name,
        [FromQuery(Name = "type"), Description("transaction.type. Default any.")] string? type,
        [Description("The least duration of slow ones, in microseconds. Without it, the failed ones are compared with the others.")] double? fromMicros,
        [Description("The least duration above theirs, in microseconds. Default none.")] double? toMicros,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(
            questions, time,
            period => questions.CorrelationsAsync(new TransactionKey(service, name, type), fromMicros is null ? CorrelationKind.Failed : CorrelationKind.Slow, fromMicros ?? 0, toMicros, period, cancel),
            cancel);
}

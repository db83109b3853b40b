using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Findings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/findings</c>.</summary>
internal static class FindingEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapFindings() => api.MapGet("/findings", ListAsync)
            .WithTags("findings")
            .WithName("listFindings")
            .WithSummary("What costs time and can be mended, most to be won first: loops of calls, calls that wait for each other, locks, statements prepared each time.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<FindingList>, ProblemHttpResult>> ListAsync(
        [Description("service.name. Default all.")] string? service,
        [Description("transaction.name. Default all.")] string? transaction,
        [AsParameters] PeriodParameters when,
        IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        return problem is not null ? problem : TypedResults.Ok(await questions.FindingsAsync(service, transaction, period, cancel));
    }
}

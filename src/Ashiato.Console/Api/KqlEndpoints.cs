using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Kql.Completion;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/kql</c>.</summary>
internal static class KqlEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapKql() => api.MapGet("/kql/suggestions", CompleteAsync)
            .WithTags("kql")
            .WithName("completeQuery")
            .WithSummary("How a query may go on at a place: fields, operators, values, conjunctions, each with the part of the query that it replaces.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<IReadOnlyList<KqlSuggestion>>, ProblemHttpResult>> CompleteAsync(
        [Description("The query so far.")] string? text,
        [Description("The place, in characters from its start. Default its end.")] int? caret,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        text ??= "";
        return TypedResults.Ok(await questions.CompleteAsync(text, caret ?? text.Length, period, cancel));
    }
}

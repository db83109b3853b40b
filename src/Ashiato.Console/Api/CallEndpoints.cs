using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/calls</c>: statements, calls to other services, and who makes them.</summary>
internal static class CallEndpoints
{
    private const int DefaultKinds = 100;

    extension(RouteGroupBuilder api)
    {
        public void MapCalls()
        {
            var calls = api.MapGroup("/calls").WithTags("calls");
            calls.MapGet("", ListAsync)
                .WithName("listCalls")
                .WithSummary("Calls by kind, most time spent first: statements without their literals, HTTP calls by route, everything else by name; each with its callers.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
            calls.MapGet("kind", GetAsync)
                .WithName("getCallKind")
                .WithSummary("One kind of call: its numbers, callers, the distribution of its durations, its slowest calls.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
            calls.MapGet("matrix", GetMatrixAsync)
                .WithName("getCallMatrix")
                .WithSummary("Where each endpoint spends its time: its share of each kind of call and of its own work.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<Results<Ok<CallRanking>, ProblemHttpResult>> ListAsync(
        [Description("Which calls: database, external or other. Default database.")] string? scope,
        [Description("service.name. Default all.")] string? service,
        [AsParameters] PeriodParameters when,
        [Description("The most kinds to return, from 1 to 1000. Default 100.")] int? limit,
        IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        if (Limits.Read(limit, DefaultKinds, out int most) is { } tooMany) return tooMany;
        if (!TryReadScope(scope, out var which)) return NoSuchScope(scope);
        return TypedResults.Ok(await questions.CallsAsync(which, service, period, most, cancel));
    }

    private static async Task<Results<Ok<CallDetails>, ProblemHttpResult>> GetAsync(
        [AsParameters] CallParameters which,
        [Description("service.name. Default all.")] string? service,
        [AsParameters] PeriodParameters when,
        IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        if (!TryReadScope(which.Scope, out var scope)) return NoSuchScope(which.Scope);
        var details = await questions.CallAsync(new CallKind(which.Text, string.IsNullOrEmpty(which.System) ? null : which.System, scope), service, period, cancel);
        return details is not null
            ? TypedResults.Ok(details)
            : ApiProblems.NotFound($"There was no call '{which.Text}' in this period; /api/calls lists those that there were.");
    }

    private static async Task<Results<Ok<CallMatrix>, ProblemHttpResult>> GetMatrixAsync(
        [Description("service.name. Default all.")] string? service, [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        return problem is not null ? problem : TypedResults.Ok(await questions.CallMatrixAsync(service, period, cancel));
    }

    private static bool TryReadScope(string? text, out CallScope scope)
    {
        scope = CallScope.Database;
        return string.IsNullOrEmpty(text) || (Enum.TryParse(text, ignoreCase: true, out scope) && Enum.IsDefined(scope) && char.IsLetter(text[0]));
    }

    private static ProblemHttpResult NoSuchScope(string? text) => ApiProblems.BadRequest($"'scope' is '{text}'; write database, external or other.");
}

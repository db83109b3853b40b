using System.ComponentModel;
using Ashiato.Console.Runs;
using Ashiato.Query;
using Ashiato.Query.Runs.Diff;
using Ashiato.Settings.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/runs</c>: runs are marked, changed, listed and compared.</summary>
internal static class RunEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapRuns()
        {
            var runs = api.MapGroup("/runs").WithTags("runs");
            runs.MapGet("", ListAsync).WithName("listRuns").WithSummary("The runs, the newest first.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            runs.MapPost("", AddAsync).Accepts<RunRequest>("application/json").WithName("startRun")
                .WithSummary("Marks a run: from now on without 'fromMicros', and until it is stopped without 'toMicros'.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            runs.MapGet("{run}", GetAsync).WithName("getRun").WithSummary("One run, by its number, or last, previous or best.").ProducesProblem(StatusCodes.Status404NotFound);
            runs.MapPut("{number:int}", ChangeAsync).Accepts<RunRequest>("application/json").WithName("changeRun")
                .WithSummary("Writes what people say of a run: memo, version, commit, score and time. What is absent stays as it was; null takes it away.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
            runs.MapPost("{number:int}/stop", StopAsync).Accepts<RunStopRequest>("application/json").WithName("stopRun")
                .WithSummary("Ends a run that goes on.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
            runs.MapDelete("{number:int}", DeleteAsync).WithName("deleteRun").WithSummary("Deletes a run. Its events stay; no rule finds it again.").ProducesProblem(StatusCodes.Status404NotFound);
            runs.MapGet("diff", DiffAsync).WithName("diffRuns")
                .WithSummary("What is different between two runs, versions or ranges: by endpoint and by kind of call, per request and in total, with causes.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<Ok<IReadOnlyList<RunAnswer>>> ListAsync(RunStore runs, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<RunAnswer>>([.. (await runs.ListAsync(cancel)).Select(RunAnswer.Of)]);

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> GetAsync([Description("Its number, or last, previous or best.")] string run, RunStore runs, CancellationToken cancel) =>
        RunChoice.Find(await runs.ListAsync(cancel), run) is { } found ? TypedResults.Ok(RunAnswer.Of(found)) : ApiProblems.NotFound(RunChoice.Problem(run));

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> AddAsync(HttpContext context, RunStore runs, RunList list, TimeProvider time, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<RunRequest>(cancel);
        if (body is not { } asked) return unreadable!;
        return await ChangedAsync(list, async () => await runs.AddAsync((_, number) => asked.Said(new Run { Number = number, FromMicros = time.GetUtcNow().ToMicros(), ChangedAt = default }), cancel), 0);
    }

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> ChangeAsync([Description("Its number.")] int number, HttpContext context, RunStore runs, RunList list, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<RunRequest>(cancel);
        if (body is not { } asked) return unreadable!;
        return await ChangedAsync(list, async () => await runs.ChangeAsync(number, asked.Said, cancel), number);
    }

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> StopAsync([Description("Its number.")] int number, HttpContext context, RunStore runs, RunList list, TimeProvider time, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<RunStopRequest>(cancel);
        if (body is not { } asked) return unreadable!;
        long now = time.GetUtcNow().ToMicros();
        return await ChangedAsync(list, async () => await runs.EndAsync(number, now, run => run with { Score = asked.Score ?? run.Score }, cancel), number);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync([Description("Its number.")] int number, RunStore runs, RunList list, CancellationToken cancel)
    {
        bool wasThere = await runs.DeleteAsync(number, cancel);
        list.Forget();
        return wasThere ? TypedResults.NoContent() : ApiProblems.NotFound(RunChoice.Problem($"{number}"));
    }

    private static async Task<Results<Ok<RunDiffAnswer>, ProblemHttpResult>> DiffAsync(
        [FromQuery(Name = "after"), Description("What is asked about: the number of a run, last, previous or best; version:NAME; or two moments with ~ between them. Default last.")] string? after,
        [FromQuery(Name = "before"), Description("What it is compared with, written likewise. Default previous: the run before it.")] string? before,
        [FromQuery(Name = "service"), Description("service.name. Default all.")] string? service,
        [FromQuery(Name = "environment"), Description("Only what ran in this environment (service.environment). Default all.")] string? environment,
        RunSides sides, IQuestions questions, CancellationToken cancel)
    {
        service = string.IsNullOrEmpty(service) ? null : service;
        var (second, run, problem) = await sides.ReadAsync(string.IsNullOrEmpty(after) ? RunChoice.Last : after, service, null, cancel);
        if (problem is not null) return ApiProblems.BadRequest(problem);
        var (first, other, trouble) = await sides.ReadAsync(string.IsNullOrEmpty(before) ? RunChoice.Previous : before, service, run, cancel);
        if (trouble is not null) return ApiProblems.BadRequest(trouble);
        string? where = string.IsNullOrEmpty(environment) ? null : environment;
        var diff = await questions.RunDiffAsync(first with { Environment = where }, second with { Environment = where }, service, cancel);
        return TypedResults.Ok(new RunDiffAnswer(other is null ? null : RunAnswer.Of(other), run is null ? null : RunAnswer.Of(run), [.. diff.Causes.Select(DiffSentences.Of)], diff));
    }

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> ChangedAsync(RunList list, Func<Task<Run?>> change, int number)
    {
        try
        {
            var run = await change();
            list.Forget();
            return run is null ? ApiProblems.NotFound(RunChoice.Problem($"{number}")) : TypedResults.Ok(RunAnswer.Of(run));
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }
}

using Ashiato.Query;
using Ashiato.Query.Kql;
using Ashiato.Settings.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/runs/rules</c>: what finds runs.</summary>
internal static class RunRuleEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapRunRules()
        {
            var rules = api.MapGroup("/runs/rules").WithTags("runs");
            rules.MapGet("", ListAsync).WithName("listRunRules").WithSummary("The rules that find runs.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            rules.MapPut("", PutAsync).Accepts<IReadOnlyList<RunRuleBody>>("application/json").WithName("putRunRules")
                .WithSummary("Writes all rules, in place of those that there were. A new rule also finds runs of the day before.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            rules.MapPost("", AddAsync).Accepts<RunRuleBody>("application/json").WithName("addRunRule").WithSummary("Adds a rule.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<RunRuleBody>>> ListAsync(RunRuleStore store, CancellationToken cancel) => TypedResults.Ok(Bodies(await store.ReadAsync(cancel)));

    private static async Task<Results<Ok<IReadOnlyList<RunRuleBody>>, ProblemHttpResult>> PutAsync(HttpContext context, RunRuleStore store, IQuestions questions, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<IReadOnlyList<RunRuleBody>>(cancel);
        return body is { } asked ? await WriteAsync(store, questions, () => [.. asked.Select(static rule => rule.ToRule())], cancel) : unreadable!;
    }

    private static async Task<Results<Ok<IReadOnlyList<RunRuleBody>>, ProblemHttpResult>> AddAsync(HttpContext context, RunRuleStore store, IQuestions questions, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<RunRuleBody>(cancel);
        if (body is not { } asked) return unreadable!;
        var known = await store.ReadAsync(cancel);
        return await WriteAsync(store, questions, () => [.. known, asked.ToRule()], cancel);
    }

    private static async Task<Results<Ok<IReadOnlyList<RunRuleBody>>, ProblemHttpResult>> WriteAsync(RunRuleStore store, IQuestions questions, Func<IReadOnlyList<RunRule>> make, CancellationToken cancel)
    {
        try
        {
            var rules = make();
            foreach (var rule in rules)
                if (!string.IsNullOrWhiteSpace(rule.Kql)) await questions.FilterAsync(rule.Kql, cancel);
            return TypedResults.Ok(Bodies(await store.WriteAsync(rules, cancel)));
        }
        catch (KqlException wrong)
        {
            return ApiProblems.BadQuery(wrong);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static IReadOnlyList<RunRuleBody> Bodies(IReadOnlyList<RunRule> rules) => [.. rules.Select(RunRuleBody.Of)];
}

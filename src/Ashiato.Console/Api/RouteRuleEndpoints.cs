using System.ComponentModel;
using Ashiato.Console.Routes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Routes;
using Ashiato.Settings.Routes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/route-rules</c>.</summary>
internal static class RouteRuleEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapRouteRules()
        {
            var rules = api.MapGroup("/route-rules").WithTags("route rules");
            rules.MapGet("", ListAsync).WithName("listRouteRules")
                .WithSummary("The rules that bring names of transactions together, in the order in which they are tried.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            rules.MapPut("", PutAsync).Accepts<IReadOnlyList<RouteRuleBody>>("application/json").WithName("putRouteRules")
                .WithSummary("Writes all rules, in place of those that there were. Old events are grouped by them too; none is rewritten.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            rules.MapGet("preview", PreviewAsync).WithName("previewRouteRule")
                .WithSummary("What rules would bring together.").ProducesProblem(StatusCodes.Status400BadRequest);
            rules.MapGet("suggestions", SuggestAsync).WithName("suggestRouteRules")
                .WithSummary("Rules that the names of a period ask for, beside those there are.").ProducesProblem(StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<Ok<IReadOnlyList<RouteRuleBody>>> ListAsync(RouteRuleStore store, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<RouteRuleBody>>([.. (await store.ReadAsync(cancel)).Select(rule => new RouteRuleBody(rule.Pattern, rule.Service))]);

    private static async Task<Results<Ok<IReadOnlyList<RouteRuleBody>>, ProblemHttpResult>> PutAsync(HttpContext context, RouteRuleStore store, IRouteRules read, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<IReadOnlyList<RouteRuleBody>>(cancel);
        if (body is not { } asked) return unreadable!;
        // What is pasted from alp holds several patterns.
        SavedRouteRule[] rules = [.. asked.SelectMany(rule => RoutePattern.Split(rule.Pattern ?? "").Select(pattern => new SavedRouteRule(pattern, string.IsNullOrWhiteSpace(rule.Service) ? null : rule.Service.Trim()))).Distinct()];
        foreach (var rule in rules)
            if (!RoutePattern.TryRead(rule.Pattern, out _, out Refused? problem)) return ApiProblems.BadRequest(problem);
        try
        {
            await store.WriteAsync(rules, cancel);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
        (read as RouteRules)?.Forget();
        return TypedResults.Ok<IReadOnlyList<RouteRuleBody>>([.. rules.Select(rule => new RouteRuleBody(rule.Pattern, rule.Service))]);
    }

    private static async Task<Results<Ok<IReadOnlyList<RoutePreview>>, ProblemHttpResult>> PreviewAsync(
        [Description("A template such as /items/{id}.json, or regular expressions as alp -m takes them, with commas between them.")] string pattern,
        [FromQuery(Name = "service"), Description("Of one service (service.name). Default all.")] string? service,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        // What holds no pattern is a pattern without a character, which is told.
        RouteRule[] rules = [.. RoutePattern.Split(pattern).DefaultIfEmpty("").Select(one => new RouteRule(one, string.IsNullOrEmpty(service) ? null : service))];
        foreach (var rule in rules)
            if (!RoutePattern.TryRead(rule.Pattern, out _, out Refused? problem)) return ApiProblems.BadRequest(problem);
        return await when.AskAsync(questions, time, period => questions.RoutePreviewAsync(rules, period, cancel), cancel);
    }

    private static Task<Results<Ok<IReadOnlyList<RouteSuggestion>>, ProblemHttpResult>> SuggestAsync(
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.RouteSuggestionsAsync(period, cancel), cancel);
}

/// <summary>One rule.</summary>
/// <param name="Pattern">A template such as <c>/items/{id}.json</c>, or a regular expression; several with commas between them when written.</param>
/// <param name="Service">Of which service; all without it.</param>
internal sealed record RouteRuleBody(string? Pattern, string? Service);

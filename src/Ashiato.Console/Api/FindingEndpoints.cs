using System.ComponentModel;
using Ashiato.Console.Access;
using Ashiato.Console.Findings;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Findings;
using Ashiato.Settings.Findings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/findings</c>, and what of them is muted.</summary>
internal static class FindingEndpoints
{
    private const double MaxDays = 3_650;

    extension(RouteGroupBuilder api)
    {
        public void MapFindings()
        {
            var findings = api.MapGroup("/findings").WithTags("findings");
            findings.MapGet("", ListAsync)
                .WithName("listFindings")
                .WithSummary("What costs time and can be mended, most to be won first: loops of calls, calls that wait for each other, locks, statements prepared each time. Muted ones are marked.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
            findings.MapGet("mutes", ListMutesAsync)
                .WithName("listFindingMutes")
                .WithSummary("The findings that people have muted, the newest first, with those whose mute has ended lately.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            findings.MapPut("mutes", MuteAsync)
                .Accepts<MuteRequest>("application/json")
                .WithName("muteFinding")
                .WithSummary("Mutes a finding by its rule, endpoint and call, for some days or for good. It stays in the list, marked.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            findings.MapDelete("mutes/{id}", UnmuteAsync)
                .WithName("unmuteFinding")
                .WithSummary("Lets a finding be heard again.")
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }

        /// <summary>Maps what one trace shows.</summary>
        public void MapTraceFindings() => api.MapGet("/traces/{traceId}/findings", OfTraceAsync)
            .WithTags("findings")
            .WithName("listTraceFindings")
            .WithSummary("What a trace itself shows that costs time and can be mended. Empty when nothing does, or the trace is not known.");
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

    private static async Task<Ok<FindingList>> OfTraceAsync([Description("trace.id.")] string traceId, IQuestions questions, CancellationToken cancel) =>
        TypedResults.Ok(await questions.TraceFindingsAsync(traceId, cancel));

    private static async Task<Ok<IReadOnlyList<MuteAnswer>>> ListMutesAsync(MutedFindings muted, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<MuteAnswer>>([.. (await muted.ListAsync(cancel)).Select(MuteAnswer.Of)]);

    private static async Task<Results<Ok<MuteAnswer>, ProblemHttpResult>> MuteAsync(HttpContext context, MutedFindings muted, IFindingMutes read, TimeProvider time, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<MuteRequest>(cancel);
        if (body is not { } asked) return unreadable!;
        if (asked.Kind is not { } kind) return ApiProblems.BadRequest(ApiRefusal.KindMissing, $"'kind' is missing; write the kind of the finding, as /api/findings does.");
        if (asked.Days is { } days and not (> 0 and <= MaxDays)) return ApiProblems.BadRequest(ApiRefusal.MuteDays, $"'days' is {days}; write a number above 0 and up to {MaxDays}, or leave it out to mute for good.");
        var now = time.GetUtcNow();
        var one = new MutedFinding(
            FindingId.Of(kind, asked.Service ?? "", asked.Transaction, asked.Call, asked.System, asked.Instance), kind.ToString(), asked.Service ?? "", asked.Transaction, asked.Call, asked.Instance,
            Visitor.Of(context)?.Name, now, asked.Days is { } length ? now.AddDays(length) : null, string.IsNullOrWhiteSpace(asked.Reason) ? null : asked.Reason.Trim());
        try
        {
            await muted.PutAsync(one, cancel);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
        (read as FindingMutes)?.Forget();
        return TypedResults.Ok(MuteAnswer.Of(one));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnmuteAsync(
        [Description("The finding's id.")] string id, MutedFindings muted, IFindingMutes read, CancellationToken cancel)
    {
        if (!await muted.DeleteAsync(id, cancel)) return ApiProblems.NotFound(ApiRefusal.NoSuchMute, $"No finding '{id}' is muted; /api/findings/mutes lists those that are.");
        (read as FindingMutes)?.Forget();
        return TypedResults.NoContent();
    }
}

/// <summary>Which finding to mute: what /api/findings says of it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Service">Its service.</param>
/// <param name="Transaction">Its endpoint, if it has one.</param>
/// <param name="Call">The text of its call, if it has one.</param>
/// <param name="System">The system of its call, if it has one.</param>
/// <param name="Instance">Its instance, if it has one.</param>
/// <param name="Days">For how long; for good without it.</param>
/// <param name="Reason">Why.</param>
internal sealed record MuteRequest(FindingKind? Kind, string? Service, string? Transaction, string? Call, string? System, string? Instance, double? Days, string? Reason);

/// <summary>A muted finding.</summary>
internal sealed record MuteAnswer(string Id, string Kind, string Service, string? Transaction, string? Call, string? Instance, string? By, long SinceMicros, long? UntilMicros, string? Reason)
{
    public static MuteAnswer Of(MutedFinding one) => new(
        one.Id, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.Kind), one.Service, one.Transaction, one.Call, one.Instance, one.By, one.Since.ToMicros(), one.Until?.ToMicros(), one.Reason);
}

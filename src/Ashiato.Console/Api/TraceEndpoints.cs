using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Comparison;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ashiato.Console.Api;

/// <summary><c>/api/traces</c> and <c>/api/live</c>.</summary>
internal static class TraceEndpoints
{
    private const int DefaultTraces = 50;

    extension(RouteGroupBuilder api)
    {
        public void MapTraces()
        {
            var traces = api.MapGroup("").WithTags("traces");
            traces.MapGet("/traces", ListAsync)
                .WithName("listTraces")
                .WithSummary("The newest traces, told by the transaction that began each; newest first.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
            traces.MapGet("/traces/{traceId}", GetAsync)
                .WithName("getTrace")
                .WithSummary("One trace as a tree of rows: parents before children, with clocks shifted, critical path and errors.")
                .ProducesProblem(StatusCodes.Status404NotFound);
            traces.MapGet("/traces/{traceId}/events/{id}", GetEventAsync)
                .WithName("getEvent")
                .WithSummary("One transaction or span in full, and the errors recorded under it, as Elastic Common Schema documents.")
                .ProducesProblem(StatusCodes.Status404NotFound);
            // The same for the console's own script; its shape may change with it.
            traces.MapGet("/traces/{traceId}/columns", GetColumnsAsync).ExcludeFromDescription();
            // What an open page asks while more may come.
            traces.MapGet("/traces/{traceId}/size", GetSizeAsync).ExcludeFromDescription();
            traces.MapGet("/traces/{traceId}/notes", GetNotesAsync)
                .WithName("getTraceNotes")
                .WithSummary("What was logged, marked and linked along a trace: log lines, events of spans, marks of agents, links from other traces.");
            traces.MapGet("/traces/{traceId}/fields", GetFieldsAsync)
                .WithName("getTraceFields")
                .WithSummary("The names of the fields that transactions and spans of a trace have.");
            traces.MapGet("/traces/{traceId}/values", GetValuesAsync)
                .WithName("getTraceValues")
                .WithSummary("What the rows of a trace have in a field, by the rows' ids.")
                .ProducesProblem(StatusCodes.Status400BadRequest);
            traces.MapGet("/traces/{traceId}/comparison", CompareAsync)
                .WithName("compareTraces")
                .WithSummary("A trace beside another, or beside the typical one of its transaction, aligned by what they called; and what cost or won the time.")
                .ProducesProblem(StatusCodes.Status404NotFound);
            traces.MapGet("/live", Follow)
                .WithName("followTraces")
                .WithSummary("Server-sent events: 'trace' for the newest trace, and for new ones as they arrive, at most 10 a second.");
        }
    }

    private static async Task<Results<Ok<IReadOnlyList<RecentTrace>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PeriodParameters when,
        [Description("The most traces to return, from 1 to 1000. Default 50.")] int? limit,
        IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        var (period, problem) = await when.ReadAsync(questions, time, cancel);
        if (problem is not null) return problem;
        if (Limits.Read(limit, DefaultTraces, out int most) is { } tooMany) return tooMany;
        return TypedResults.Ok(await questions.RecentTracesAsync(period, most, cancel));
    }

    private static async Task<Results<Ok<Trace>, ProblemHttpResult>> GetAsync(
        [Description("trace.id: 32 hex digits as a rule.")] string traceId, IQuestions questions, CancellationToken cancel)
    {
        var trace = await questions.TraceAsync(traceId, cancel);
        if (trace is not null) return TypedResults.Ok(trace);
        return ApiProblems.NotFound(ApiRefusal.NoSuchTrace, $"Nothing of trace '{traceId}' is known: it has not arrived yet, was not sampled, or is no longer kept.");
    }

    private static async Task<Results<Ok<EventDetails>, ProblemHttpResult>> GetEventAsync(
        [Description("trace.id")] string traceId, [Description("transaction.id or span.id")] string id, IQuestions questions, CancellationToken cancel)
    {
        var details = await questions.EventAsync(traceId, id, cancel);
        if (details is not null) return TypedResults.Ok(details);
        return ApiProblems.NotFound($"Trace '{traceId}' holds no transaction or span '{id}'.");
    }

    private static async Task<Results<Ok<TraceColumns>, ProblemHttpResult>> GetColumnsAsync(string traceId, IQuestions questions, CancellationToken cancel)
    {
        var trace = await questions.TraceAsync(traceId, cancel);
        return trace is null ? ApiProblems.NotFound($"Nothing of trace '{traceId}' is known.") : TypedResults.Ok(TraceColumns.Of(trace));
    }

    private static async Task<Ok<long>> GetSizeAsync(string traceId, IQuestions questions, CancellationToken cancel) =>
        TypedResults.Ok(await questions.TraceSizeAsync(traceId, cancel));

    private static async Task<Ok<TraceNotes>> GetNotesAsync(
        [Description("trace.id")] string traceId, IQuestions questions, CancellationToken cancel) =>
        TypedResults.Ok(await questions.TraceNotesAsync(traceId, cancel));

    private static async Task<Ok<IReadOnlyList<string>>> GetFieldsAsync(
        [Description("trace.id")] string traceId, IQuestions questions, CancellationToken cancel) =>
        TypedResults.Ok(await questions.TraceFieldsAsync(traceId, cancel));

    private static async Task<Results<Ok<IReadOnlyDictionary<string, string>>, ProblemHttpResult>> GetValuesAsync(
        [Description("trace.id")] string traceId, [Description("The field, such as 'labels.customer'.")] string? field, IQuestions questions, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(field)) return ApiProblems.BadRequest("Name the 'field' whose values are wanted; /fields lists those that there are.");
        return TypedResults.Ok(await questions.TraceValuesAsync(traceId, field, cancel));
    }

    private static async Task<Results<Ok<TraceComparison>, ProblemHttpResult>> CompareAsync(
        [Description("trace.id of the trace that is asked about.")] string traceId,
        [Description("trace.id of the one to compare with. Without it, the typical trace of the same transaction.")] string? with,
        IQuestions questions, CancellationToken cancel)
    {
        var comparison = await questions.CompareTracesAsync(traceId, string.IsNullOrEmpty(with) ? null : with, null, cancel);
        if (comparison is not null) return TypedResults.Ok(comparison);
        return ApiProblems.NotFound(string.IsNullOrEmpty(with)
            ? $"Nothing can be compared: trace '{traceId}' is not known, or no other trace of its transaction is within a day of it."
            : $"Nothing can be compared: trace '{traceId}' or '{with}' is not known.");
    }

    private static ServerSentEventsResult<RecentTrace> Follow(HttpContext context, IQuestions questions, IHostApplicationLifetime application, CancellationToken cancel)
    {
        // Where no gate stands before the endpoints, whoever listens may stay.
        var lasting = context.RequestServices.GetService<LastingAnswers>();
        return TypedResults.ServerSentEvents(ToEventsAsync(questions, either => lasting?.WatchAsync(context, either) ?? Task.CompletedTask, application.ApplicationStopping, cancel));
    }

    private static async IAsyncEnumerable<SseItem<RecentTrace>> ToEventsAsync(
        IQuestions questions, Func<CancellationTokenSource, Task> watch, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancel)
    {
        // A stop of the program would otherwise wait for the last reader to go.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancel);
        var watching = watch(either);
        try
        {
            await using var traces = questions.FollowTracesAsync(either.Token).GetAsyncEnumerator(either.Token);
            while (await MoveNextAsync(traces, either.Token)) yield return new SseItem<RecentTrace>(traces.Current, "trace");
        }
        finally
        {
            await either.CancelAsync();
            await watching;
        }

        static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<RecentTrace> traces, CancellationToken either)
        {
            try
            {
                return await traces.MoveNextAsync();
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}

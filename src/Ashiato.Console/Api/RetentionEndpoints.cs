using System.ComponentModel;
using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Settings.Users;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/pins</c>, and <c>/api/events</c> for taking events away.</summary>
internal static class RetentionEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapRetention()
        {
            var pins = api.MapGroup("/pins").WithTags("retention");
            pins.MapGet("", ListAsync)
                .WithName("listPins")
                .WithSummary("The ids of the traces that stay when the events around them are removed, the oldest pin first.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            pins.MapPut("{traceId}", PinAsync)
                .WithName("pinTrace")
                .WithSummary("Keeps a trace when the events around it are removed by age or size.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            pins.MapDelete("{traceId}", UnpinAsync)
                .WithName("unpinTrace")
                .WithSummary("Lets a pinned trace go.")
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            api.MapDelete("/events", DeleteAsync)
                .NeedsRole(UserRole.Admin)
                .WithTags("retention")
                .WithName("deleteEvents")
                .WithSummary("Removes all events of a service or of a trace for good: from files, logs and summaries.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<string>>> ListAsync(IEventStore store, CancellationToken cancel) =>
        TypedResults.Ok(await Of(store).GetPinsAsync(cancel));

    private static async Task<NoContent> PinAsync([Description("The trace's id.")] string traceId, IEventStore store, CancellationToken cancel)
    {
        await Of(store).PinAsync(traceId, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnpinAsync([Description("The trace's id.")] string traceId, IEventStore store, CancellationToken cancel) =>
        await Of(store).UnpinAsync(traceId, cancel) ? TypedResults.NoContent() : ApiProblems.NotFound(ApiRefusal.NotPinned, $"Trace '{traceId}' is not pinned; /api/pins lists those that are.");

    private static async Task<Results<Ok<DeletedEvents>, ProblemHttpResult>> DeleteAsync(
        [Description("The service whose events go.")] string? service,
        [Description("The id of the trace whose events go.")] string? traceId,
        IEventStore store,
        CancellationToken cancel)
    {
        // Both, or none, is more likely a slip than a wish.
        if (string.IsNullOrEmpty(service) == string.IsNullOrEmpty(traceId)) return ApiProblems.BadRequest(ApiRefusal.ServiceOrTrace, $"Name either a 'service' or a 'traceId' whose events are to go.");
        var filter = string.IsNullOrEmpty(service) ? Filter.Is(Fields.TraceId, traceId!) : Filter.Is(Fields.ServiceName, service);
        return TypedResults.Ok(await Of(store).DeleteAsync(filter, cancel));
    }

    /// <exception cref="QueryException">The store offers none.</exception>
    private static IEventRetention Of(IEventStore store) =>
        store as IEventRetention ?? throw new RefusedException(ApiRefusal.CannotPin, $"This store cannot pin traces or delete events.");
}

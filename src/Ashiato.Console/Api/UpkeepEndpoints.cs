using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Upkeep;
using Ashiato.Settings.Users;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/store/usage</c>, <c>/api/store/verification</c> and <c>/api/store/backup</c>.</summary>
internal static class UpkeepEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapUpkeep()
        {
            var store = api.MapGroup("/store").WithTags("store");
            store.MapGet("/usage", UsageAsync)
                .WithName("getUsage")
                .WithSummary("What fills the store, by service and kind of event; for how many days it has events, and what it will grow to.")
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

            store.MapGet("/verification", (StoreUpkeep upkeep) => TypedResults.Ok(upkeep.Verification.State))
                .WithName("getVerification")
                .WithSummary("How far the check of the store's files is, or what the last one found since the console started.");
            store.MapPost("/verification", BeginVerification)
                .NeedsRole(UserRole.Admin)
                .Accepts<object>("application/json")
                .WithName("beginVerification")
                .WithSummary("Begins to read everything that the store keeps and to compare it with its checksums. The body is an empty object.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status409Conflict);
            store.MapDelete("/verification", (StoreUpkeep upkeep) => End(upkeep.Verification.TryCancel(), "check"))
                .NeedsRole(UserRole.Admin)
                .WithName("endVerification")
                .WithSummary("Ends the check that goes on.")
                .ProducesProblem(StatusCodes.Status404NotFound);

            store.MapGet("/backup", (StoreUpkeep upkeep) => TypedResults.Ok(upkeep.Backup.State))
                .WithName("getBackup")
                .WithSummary("How far the backup is, or what came of the last one since the console started.");
            store.MapPost("/backup", BeginBackupAsync)
                .NeedsRole(UserRole.Admin)
                .Accepts<BackupRequest>("application/json")
                .WithName("beginBackup")
                .WithSummary("Begins a backup into an empty or missing directory of the store's machine.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status409Conflict);
            store.MapDelete("/backup", (StoreUpkeep upkeep) => End(upkeep.Backup.TryCancel(), "backup"))
                .NeedsRole(UserRole.Admin)
                .WithName("endBackup")
                .WithSummary("Ends the backup that goes on, and removes what was written of it.")
                .ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<Results<Ok<StoreUsage>, ProblemHttpResult>> UsageAsync(IQuestions questions, CancellationToken cancel) =>
        await questions.UsageAsync(cancel) is { } usage ? TypedResults.Ok(usage) : ApiProblems.NotFound(ApiRefusal.NoUsage, $"This store does not tell what fills it.");

    private static Results<Accepted<UpkeepState<StoreVerification>>, ProblemHttpResult> BeginVerification(StoreUpkeep upkeep) =>
        upkeep.TryBeginVerification() ? TypedResults.Accepted("/api/store/verification", upkeep.Verification.State) : Running("check");

    private static async Task<Results<Accepted<UpkeepState<StoreBackup>>, ProblemHttpResult>> BeginBackupAsync(HttpContext context, StoreUpkeep upkeep, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<BackupRequest>(cancel);
        if (body is not { } request) return unreadable!;
        return upkeep.TryBeginBackup(request.Directory ?? "") ? TypedResults.Accepted("/api/store/backup", upkeep.Backup.State) : Running("backup");
    }

    private static Results<NoContent, ProblemHttpResult> End(bool isEnded, string what) =>
        isEnded ? TypedResults.NoContent() : ApiProblems.NotFound(ApiRefusal.NothingGoesOn, $"No {what} goes on.");

    private static ProblemHttpResult Running(string what) => ApiProblems.Of(new Refused(ApiRefusal.GoesOnAlready, $"A {what} goes on already; wait for it, or end it with DELETE."), StatusCodes.Status409Conflict, "Conflict");
}

/// <summary>A wish for a backup.</summary>
/// <param name="Directory">Where, as a full path on the store's machine: a directory that is empty, or missing.</param>
internal sealed record BackupRequest(string? Directory);

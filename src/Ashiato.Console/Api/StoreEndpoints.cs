using Ashiato.Query;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/status</c>.</summary>
internal static class StoreEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapStore() => api.MapGet("/status", GetAsync)
            .WithTags("store")
            .WithName("getStatus")
            .WithSummary("How the store is: what it holds, and what a person should know.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<StoreStatus>> GetAsync(IQuestions questions, CancellationToken cancel) =>
        TypedResults.Ok(await questions.StatusAsync(cancel));
}

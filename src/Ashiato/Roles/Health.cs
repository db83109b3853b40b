using Ashiato.Console.Access;
using Ashiato.Storage;

namespace Ashiato.Roles;

/// <summary>The answers for an orchestrator's probes, the same on every role's port.</summary>
internal static class Health
{
    /// <summary>Answers 200 while the process runs.</summary>
    public const string LivePath = "/healthz";

    /// <summary>Answers 200 while the store can be reached and takes events, else 503 with the reason.</summary>
    public const string ReadyPath = "/readyz";

    /// <summary>True when the request is a probe, which needs no secret.</summary>
    public static bool IsProbe(HttpContext context) => context.Request.Path.Value is LivePath or ReadyPath;

    /// <summary>Maps both.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, IEventStore store)
    {
        routes.MapGet(LivePath, static context => context.Response.WriteAsync("ok\n")).ForEveryone();
        routes.MapGet(ReadyPath, async context =>
        {
            string? trouble = await TroubleAsync(store, context.RequestAborted);
            if (trouble is not null) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync((trouble ?? "ready") + "\n");
        }).ForEveryone();
    }

    private static async Task<string?> TroubleAsync(IEventStore store, CancellationToken cancel)
    {
        try
        {
            var status = await store.GetStatusAsync(cancel);
            return status.IsWritable ? null : status.Problems is [var first, ..] ? first : "The store takes no events at the moment.";
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return $"The store does not answer: {e.Message}";
        }
    }
}

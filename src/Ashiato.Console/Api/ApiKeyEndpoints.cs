using System.ComponentModel;
using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/api-keys</c>.</summary>
internal static class ApiKeyEndpoints
{
    private const double MaxDays = 36_500;

    extension(RouteGroupBuilder api)
    {
        public void MapApiKeys()
        {
            var keys = api.MapGroup("/api-keys").WithTags("API keys").NeedsRole(UserRole.Admin);
            keys.MapGet("", ListAsync)
                .WithName("listApiKeys")
                .WithSummary("All API keys, without their secrets, the oldest first.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            keys.MapPost("", CreateAsync)
                .Accepts<ApiKeyRequest>("application/json")
                .WithName("createApiKey")
                .WithSummary("Makes an API key. The answer holds its secret, which is not to be had again.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            keys.MapDelete("{id}", RevokeAsync)
                .WithName("revokeApiKey")
                .WithSummary("Takes an API key away. Servers stop taking it within seconds.")
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<ApiKeyAnswer>>> ListAsync(ApiKeys keys, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok<IReadOnlyList<ApiKeyAnswer>>([.. (await keys.ListAsync(cancel)).Select(key => ApiKeyAnswer.Of(key, now))]);
    }

    private static async Task<Results<Ok<CreatedApiKeyAnswer>, ProblemHttpResult>> CreateAsync(HttpContext context, ApiKeys keys, TimeProvider time, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<ApiKeyRequest>(cancel);
        if (body is not { } request) return unreadable!;
        var privileges = ApiKeyPrivileges.EventWrite | ApiKeyPrivileges.AgentConfigurationRead;
        if (request.Privileges is { } names && !ApiKeyPrivilegeNames.TryParse(names, out privileges, out Refused? problem)) return ApiProblems.BadRequest(problem);
        if (request.ExpiresInDays is { } days and not (> 0 and <= MaxDays)) return ApiProblems.BadRequest(ApiRefusal.KeyDays, $"'expiresInDays' is {days}; write a number above 0 and up to {MaxDays}.");
        try
        {
            TimeSpan? lifetime = request.ExpiresInDays is { } life ? TimeSpan.FromDays(life) : null;
            var (key, credentials) = await keys.CreateAsync(request.Name ?? "", privileges, lifetime, cancel);
            return TypedResults.Ok(new CreatedApiKeyAnswer(ApiKeyAnswer.Of(key, time.GetUtcNow()), credentials.Encoded));
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync([Description("The key's id.")] string id, ApiKeys keys, CancellationToken cancel) =>
        await keys.RevokeAsync(id, cancel) ? TypedResults.NoContent() : ApiProblems.NotFound(ApiRefusal.NoSuchKey, $"There is no API key '{id}'; /api/api-keys lists those that there are.");
}

/// <summary>What is asked for when a key is made.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Privileges">What it opens: <c>event:write</c>, <c>config_agent:read</c>, <c>sourcemap:write</c>, <c>event:read</c>. Default the first two.</param>
/// <param name="ExpiresInDays">How long it lives; for ever without it.</param>
internal sealed record ApiKeyRequest(string? Name, IReadOnlyList<string>? Privileges, double? ExpiresInDays);

/// <summary>A key without its secret.</summary>
internal sealed record ApiKeyAnswer(string Id, string Name, IReadOnlyList<string> Privileges, long CreatedMicros, long? ExpiresMicros, bool HasExpired)
{
    public static ApiKeyAnswer Of(ApiKey key, DateTimeOffset now) =>
        new(key.Id, key.Name, key.Privileges.Names(), key.CreatedAt.ToMicros(), key.ExpiresAt?.ToMicros(), key.HasExpired(now));
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key.</param>
/// <param name="Encoded">What agents are given as <c>ELASTIC_APM_API_KEY</c>.</param>
internal sealed record CreatedApiKeyAnswer(ApiKeyAnswer Key, string Encoded);

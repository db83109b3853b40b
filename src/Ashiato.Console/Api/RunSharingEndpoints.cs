using System.ComponentModel;
using System.Globalization;
using Ashiato.Console.Localisation;
using Ashiato.Console.Runs;
using Ashiato.Model;
using Ashiato.Settings.Chats;
using Ashiato.Settings.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/runs/{number}/post</c>: tells a chat about a run.</summary>
internal static class RunSharingEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapRunSharing() => api.MapPost("/runs/{number:int}/post", PostAsync)
            .Accepts<RunPostRequest>("application/json")
            .WithTags("runs")
            .WithName("postRun")
            .WithSummary("Posts a run to the chats that an administrator has set: its figures, the top ten endpoints and statements, and the difference to the best run.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<RunPostAnswer>, ProblemHttpResult>> PostAsync(
        [Description("The run's number.")] int number, HttpContext context, RunSummaries summaries, ChatAddresses addresses, ChatPoster poster, CancellationToken cancel)
    {
        // Without a body: to all, against the best.
        bool isEmpty = context.Request.ContentLength == 0;
        var (body, unreadable) = isEmpty ? (new RunPostRequest(null, null), null) : await context.ReadBodyAsync<RunPostRequest>(cancel);
        if (body is not { } asked) return unreadable!;
        var chosen = (await addresses.ListAsync(cancel)).Where(address => asked.Name is null || address.Name == asked.Name).ToList();
        if (chosen.Count == 0) return ApiProblems.BadRequest(ApiRefusal.ChatNotSet, $"No chat of this name is set; an administrator sets the address of a webhook with PUT /api/chat-addresses.");
        if (await summaries.ReadAsync(number, asked.With, cancel) is not { } summary) return ApiProblems.NotFound(RunChoice.Problem(number.ToString(CultureInfo.InvariantCulture)));

        string? link = context.Request.Host.HasValue ? Link(context.Request, summary.Run) : null;
        Refused?[] problems = await Task.WhenAll(chosen.Select(address => poster.PostAsync(address, ChatMessage.Body(summary, link, address.Format), cancel)));
        Refused[] failed = [.. problems.OfType<Refused>()];
        if (failed is [var only]) return ApiProblems.BadRequest(only);
        return failed.Length > 0 ? ApiProblems.BadRequest(string.Join(' ', failed.Select(Refusals.Sentence))) : TypedResults.Ok(new RunPostAnswer([.. chosen.Select(static address => address.Name)]));
    }

    private static string Link(HttpRequest request, Run run)
    {
        string end = run.ToMicros is { } to ? $"&to={Formatting.ReaderClock.Iso(to)}" : "";
        return $"{request.Scheme}://{request.Host}{request.PathBase}/runs?from={Formatting.ReaderClock.Iso(run.FromMicros)}{end}";
    }
}

/// <summary>Where to post a run.</summary>
/// <param name="Name">To which chat; to all that are set without it.</param>
/// <param name="With">The run that it is compared with: a number, previous or best. Default the best, else the one before it.</param>
internal sealed record RunPostRequest(string? Name, string? With);

/// <summary>Where a run was posted.</summary>
/// <param name="PostedTo">The names of the chats.</param>
internal sealed record RunPostAnswer(IReadOnlyList<string> PostedTo);

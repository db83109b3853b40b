using System.ComponentModel;
using Ashiato.Model;
using Ashiato.Settings.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/views</c>.</summary>
internal static class SavedViewEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapSavedViews()
        {
            var views = api.MapGroup("/views").WithTags("views");
            views.MapGet("", ListAsync).WithName("listViews").WithSummary("The saved views, by name.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            views.MapPut("", PutAsync).Accepts<SavedViewBody>("application/json").WithName("putView").WithSummary("Saves a view, in place of the one with its name.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            views.MapDelete("{name}", DeleteAsync).WithName("deleteView").WithSummary("Removes a view.")
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<SavedViewBody>>> ListAsync(SavedViews views, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<SavedViewBody>>([.. (await views.ListAsync(cancel)).Select(view => new SavedViewBody(view.Name, view.Address))]);

    private static async Task<Results<Ok<SavedViewBody>, ProblemHttpResult>> PutAsync(HttpContext context, SavedViews views, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<SavedViewBody>(cancel);
        if (body is not { } asked) return unreadable!;
        try
        {
            var view = await views.PutAsync(asked.Name ?? "", asked.Address ?? "", cancel);
            return TypedResults.Ok(new SavedViewBody(view.Name, view.Address));
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync([Description("Its name.")] string name, SavedViews views, CancellationToken cancel) =>
        await views.DeleteAsync(name, cancel) ? TypedResults.NoContent() : ApiProblems.NotFound(ApiRefusal.NoSuchView, $"There is no view '{name}'; /api/views lists those that there are.");
}

/// <summary>A saved view.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Path and query of its page.</param>
internal sealed record SavedViewBody(string? Name, string? Address);

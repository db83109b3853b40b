using Ashiato.Console.Access;
using Ashiato.Console.Api;
using Ashiato.Console.Assets;
using Ashiato.Console.Calls;
using Ashiato.Console.Doctor;
using Ashiato.Console.Frame;
using Ashiato.Console.Runs;
using Ashiato.Console.Traces.Sharing;
using Ashiato.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console;

/// <summary>Where the console answers.</summary>
public static class ConsoleEndpoints
{
    extension(WebApplication app)
    {
        /// <summary>Maps the pages, what they load, and <c>/api/</c>.</summary>
        public WebApplication MapConsole()
        {
            // Beside a build, the assets still lie in their projects, and a manifest tells where. Published, there is none to read.
            StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);

            app.UseMiddleware<PageHeaders>();
            app.UseMiddleware<ReaderChoices>();
            app.UseMiddleware<CanonicalAddress>();
            app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", CreateScopeForErrors = true });
            // What is answered with a body of its own, as everything under /api/ is, stays as it is.
            app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
            app.UseConsoleAccess();
            app.MapApi();
            app.Services.GetRequiredService<BuiltAssets>().Map(app);
            app.Services.GetRequiredService<PagesAhead>().Map(app);
            app.MapGet("/doctor/board", IResult (bool losses) => new RazorComponentResult(typeof(DoctorBoard), new { HasLosses = losses }));
            app.MapGet("/", (HttpContext context) => Results.LocalRedirect(Within(context, "/services")));
            app.MapGet("/traces/open", (HttpContext context, string? id) => Results.LocalRedirect(Within(context, Opened(id))));
            app.MapGet("/traces/{traceId}/spans/{spanId}/alike", LikeAsync);
            app.MapTraceHtml();
            app.MapLatePanels();
            app.MapRunReport();
            // ForgeryGuard looks at all requests that change something, those of forms among them.
            var pages = app.MapRazorComponents<App>().DisableAntiforgery();
            pages.Compress(app.Services);
            return app;
        }
    }

    private static string Opened(string? traceId) => string.IsNullOrWhiteSpace(traceId) ? "/traces" : Pages.Trace(traceId.Trim());

    // A trace knows how its spans are called, the store which of them are of a kind.
    private static async Task<IResult> LikeAsync(string traceId, string spanId, View view, IQuestions questions, CancellationToken cancel) =>
        await questions.CallOfSpanAsync(traceId, spanId, cancel) is { } call
            ? Results.LocalRedirect(CallNames.Link(view, call.Kind, call.Service, call.TimestampMicros))
            : Results.NotFound();

    // Language, theme and range that the address carries come along.
    private static string Within(HttpContext context, string path) =>
        "~" + path + QueryString.Create(context.Request.Query.Where(pair => pair.Key != "id").SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))).ToUriComponent();
}

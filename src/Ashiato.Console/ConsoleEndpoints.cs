using Ashiato.Console.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace Ashiato.Console;

/// <summary>Where the console answers.</summary>
public static class ConsoleEndpoints
{
    extension(WebApplication app)
    {
        /// <summary>Maps the pages and what they load.</summary>
        public WebApplication MapConsole()
        {
            // Beside a build, the assets still lie in their projects, and a manifest tells where. Published, there is none to read.
            StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);

            app.UseMiddleware<PageHeaders>();
            app.UseMiddleware<ReaderLanguage>();
            app.UseExceptionHandler("/error", createScopeForErrors: true);
            app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
            app.MapStaticAssets();
            // No page has a form that changes anything, so there is nothing to forge.
            app.MapRazorComponents<App>().DisableAntiforgery();
            return app;
        }
    }
}

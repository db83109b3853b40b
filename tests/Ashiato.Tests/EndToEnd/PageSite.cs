using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The page of <c>tests/agents/rum</c> with the real browser agent, on an origin of its own.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private static readonly string s_folder = Repository.Path("tests", "agents", "rum");
    private readonly WebApplication _app;

    private PageSite(WebApplication app) => _app = app;

    /// <summary>Installs the agent and serves the page.</summary>
    public static async Task<PageSite> StartAsync(CancellationToken cancel)
    {
        await NodePackages.InstallAsync(s_folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/", () => Results.File(Path.Combine(s_folder, "page.html"), "text/html"));
        app.MapGet("/elastic-apm-rum.umd.js", () =>
            Results.File(Path.Combine(s_folder, "node_modules", "@elastic", "apm-rum", "dist", "bundles", "elastic-apm-rum.umd.js"), "text/javascript"));
        await app.StartAsync(cancel);
        return new PageSite(app);
    }

    /// <summary>The page's address when its agent shall report to a server in a version of the protocol.</summary>
    public string Url(Uri server, int version) => $"{_app.Urls.Single()}/?version={version}&server={Uri.EscapeDataString(server.ToString().TrimEnd('/'))}";

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Text.Encodings.Web;

namespace Ashiato.Roles;

/// <summary>What a person sees who opens the server's address in a browser: where the console is.</summary>
internal static class BrowserPage
{
    /// <summary>Answers browsers that ask for <c>/</c>; agents ask for JSON, or for anything.</summary>
    /// <param name="app">The server.</param>
    /// <param name="console">Where the console is; <see langword="null"/> when that is not known.</param>
    public static void UseBrowserPage(this IApplicationBuilder app, Uri? console) => app.Use(next => context =>
    {
        bool isBrowser = HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/" && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (console is null || !isBrowser) return next(context);
        string url = HtmlEncoder.Default.Encode(console.ToString());
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><title>Ashiato's server</title><p>Agents send their events here. The console is at <a href=\"{url}\">{url}</a>.</p>", context.RequestAborted);
    });
}

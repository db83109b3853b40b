using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Ashiato.Console.Frame;

/// <summary>Where browsers load style sheets and scripts from: below a path that names the build, so that they keep them and need not ask again.</summary>
/// <remarks>
/// What one asset loads, it names relative to itself; so the path in front reaches all of them, without a list of names in the page. The framework's
/// own addresses of assets are asked about at each load: eighty requests for a page with a timeline.
/// </remarks>
internal sealed class BuiltAssets(IHostEnvironment environment) : IStartupFilter
{
    private const string Root = "/_built";
    private const string Stored = "/_content/Ashiato.Console";
    private const string Kept = "public, max-age=31536000, immutable";

    // Hexadecimal digits: enough that two builds do not meet by chance.
    private const int VersionLength = 12;

    private readonly string _version = VersionOf(environment);

    /// <summary>The path of a file, such as <c>css/tokens.css</c>.</summary>
    public string PathOf(string file) => $"{Root}/{_version}/{file}";

    /// <summary>Stands before routing, which knows the assets by their stored paths.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context => AnswerAsync(context, following));
        next(app);
    };

    private Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal, out var rest) || rest.Value is not { Length: > 1 } path || path.IndexOf('/', 1) is not (> 0 and var end)) return next(context);
        context.Request.Path = Stored + path[end..];
        // A page of the program before an upgrade gets what there is now, and does not keep it.
        if (path.AsSpan(1, end - 1).SequenceEqual(_version)) context.Response.OnStarting(static response => KeepAsync((HttpResponse)response), context.Response);
        return next(context);
    }

    private static Task KeepAsync(HttpResponse response)
    {
        if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified) response.Headers.CacheControl = Kept;
        return Task.CompletedTask;
    }

    // The build's list of assets holds a hash of each.
    private static string VersionOf(IHostEnvironment environment)
    {
        string list = Path.Combine(AppContext.BaseDirectory, environment.ApplicationName + ".staticwebassets.endpoints.json");
        byte[] content = File.Exists(list) ? File.ReadAllBytes(list) : typeof(BuiltAssets).Module.ModuleVersionId.ToByteArray();
        return Convert.ToHexStringLower(SHA256.HashData(content))[..VersionLength];
    }
}

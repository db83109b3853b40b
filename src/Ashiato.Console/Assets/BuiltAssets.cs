using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ashiato.Console.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;

namespace Ashiato.Console.Assets;

/// <summary>Where browsers load style sheets and scripts from: below a path that names the build, so that they keep them and need not ask again.</summary>
/// <remarks>
/// What one asset loads, it names relative to itself; so the path in front reaches all of them, without a list of names in the page. A script or style sheet comes with all that it imports, in one
/// answer: a page with a timeline would ask for eighty otherwise, many of them only once it has read the ones before.
/// </remarks>
internal sealed class BuiltAssets(IWebHostEnvironment environment, AssetFiles files)
{
    /// <summary>Where they lie: below it, the version of the build.</summary>
    public const string Root = "/_built";

    private const string Kept = "public, max-age=31536000, immutable";
    private const string NotKept = "no-cache";
    private const string MapEnd = ".map";

    // Hexadecimal digits: enough that two builds do not meet by chance.
    private const int VersionLength = 12;

    private static readonly FileExtensionContentTypeProvider s_types = new();

    private readonly ConcurrentDictionary<string, PackedText> _texts = new(StringComparer.Ordinal);
    private readonly string _version = VersionOf(environment);

    /// <summary>The path of a file, such as <c>css/console.css</c>.</summary>
    public string PathOf(string file) => $"{Root}/{_version}/{file}";

    /// <summary>Maps them. Style sheets and scripts tell nothing, and the page for signing in needs them.</summary>
    public void Map(IEndpointRouteBuilder app) => app.MapGet(Root + "/{version}/{**file}", AnswerAsync).ForEveryone();

    /// <summary>Tells a browser whether to keep an answer below <see cref="Root"/>: a page of the program before an upgrade gets what there is now, and does not keep it.</summary>
    public void Keep(HttpContext context, string version) => context.Response.Headers.CacheControl = version == _version ? Kept : NotKept;

    private Task AnswerAsync(HttpContext context, string version, string file)
    {
        bool isMap = file.EndsWith(".js" + MapEnd, StringComparison.Ordinal);
        if (!files.Holds(isMap ? file[..^MapEnd.Length] : file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        Keep(context, version);
        if (isMap || Path.GetExtension(file) is ".js" or ".css") return _texts.GetOrAdd(file, Pack).AnswerAsync(context);
        return Results.Stream(files.Open(file), s_types.TryGetContentType(file, out string? type) ? type : null).ExecuteAsync(context);
    }

    private PackedText Pack(string file) => Path.GetExtension(file) switch
    {
        ".css" => new PackedText("text/css; charset=utf-8", () => StyleBundle.Of(file, files)),
        MapEnd => new PackedText("application/json; charset=utf-8", () => ModuleBundle.Of(file[..^MapEnd.Length], files).Map()),
        _ => new PackedText("text/javascript; charset=utf-8", () => ModuleBundle.Of(file, files).Script()),
    };

    // The build's list of assets holds a hash of each. How they are put together is the console's own code.
    private static string VersionOf(IWebHostEnvironment environment)
    {
        string list = Path.Combine(AppContext.BaseDirectory, environment.ApplicationName + ".staticwebassets.endpoints.json");
        byte[] code = typeof(BuiltAssets).Module.ModuleVersionId.ToByteArray(), content = File.Exists(list) ? File.ReadAllBytes(list) : [];
        return Convert.ToHexStringLower(SHA256.HashData([.. code, .. content]))[..VersionLength];
    }
}

using Ashiato.Console.Diagnostics;

namespace Ashiato.Roles;

/// <summary>The store's process as an archive, for <c>ashiato diagnostics</c>.</summary>
internal static class BundleEndpoint
{
    /// <summary>Where it is asked for. <see cref="StoreGate"/> lets in who knows the store's token, and those that may only add events are kept out.</summary>
    public const string Path = "/store/v1/diagnostics";

    /// <summary>Answers it.</summary>
    public static void MapBundle(this IEndpointRouteBuilder routes, DiagnosticsBundle bundle) =>
        routes.MapGet(Path, async (CancellationToken cancel) => Results.File(await bundle.MakeAsync(cancel), DiagnosticsBundle.ContentType, bundle.FileName));
}

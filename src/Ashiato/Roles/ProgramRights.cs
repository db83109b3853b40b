using Ashiato.Model;
using Ashiato.Settings.Users;
using Ashiato.Storage.Queries;

namespace Ashiato.Roles;

/// <summary>What programs may do with the store that showed a token of their own rather than the store's.</summary>
/// <remarks>A server is what agents of anybody reach; if it is taken over, it shall not be able to read what it was sent, nor to make itself a user.</remarks>
internal static class ProgramRights
{
    private static readonly PathString s_append = "/store/v1/append", s_status = "/store/v1/status", s_rows = "/store/v1/rows", s_settings = "/settings/v1";

    // What a server answers agents by, and what it finds out about them.
    private static readonly string[] s_read = ["agent-configuration", "agent-recording", "agent-report", "api-key", "doctor-report", "source-map", "source-map-content"];
    private static readonly string[] s_written = ["agent-report", "doctor-report", "source-map", "source-map-content"];

    // What servers tell each other about the traces that they keep.
    private static readonly Filter s_shared = Filter.Is(Fields.DataStreamDataset, "apm.sampled");

    /// <summary>Remembers who calls.</summary>
    public static void Remember(HttpContext context, KnownProgram program) => context.Features.Set(program);

    /// <summary>What a caller may read at the most; <see langword="null"/> for everything.</summary>
    public static Filter? MayRead(HttpContext context) => context.Features.Get<KnownProgram>()?.Role == ProgramRole.Server ? s_shared : null;

    /// <summary>True when a program may do what a request is about.</summary>
    public static bool Allow(KnownProgram program, HttpRequest request)
    {
        if (program.Role == ProgramRole.Console) return true;
        if (request.Path.StartsWithSegments(s_settings)) return (HttpMethods.IsGet(request.Method) ? s_read : s_written).Contains(request.Query["kind"].ToString());
        return request.Path == s_append || request.Path == s_status || request.Path == s_rows;
    }
}

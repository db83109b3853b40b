using System.Globalization;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary><c>GET /</c>: whether the server is up, and for those who may send, which version it speaks.</summary>
internal sealed class ServerInformation(string version, IEventStore store, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // The module's own id changes with every build of other sources, and only then.
    private static readonly string s_build = typeof(ServerInformation).Module.ModuleVersionId.ToString("N");

    private static readonly string s_builtAt = File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, typeof(ServerInformation).Module.Name))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public async Task HandleAsync(HttpContext context, bool isAuthenticated)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await Answer.ErrorAsync(context, StatusCodes.Status405MethodNotAllowed,
                "method not supported: this is the server information endpoint; did you mean to send data to another endpoint instead?");
            return;
        }
        if (!isAuthenticated)
        {
            context.Response.ContentLength = 0;
            return;
        }
        bool isReady = await IsReadyAsync(context.RequestAborted);
        await Answer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("build_date", s_builtAt);
            writer.WriteString("build_sha", s_build);
            writer.WriteBoolean("publish_ready", isReady);
            writer.WriteString("version", version);
            writer.WriteEndObject();
        });
    }

    /// <summary>Whether the store takes events. Whatever it answers, be it nothing, the server itself is up.</summary>
    private async ValueTask<bool> IsReadyAsync(CancellationToken cancel)
    {
        using var deadline = new Deadline(time, s_patience, cancel);
        try
        {
            return await store.IsWritableAsync(deadline.Token);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}

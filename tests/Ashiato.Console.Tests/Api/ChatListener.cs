using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Tests.Api;

/// <summary>A chat's webhook on a real Kestrel of this machine.</summary>
internal sealed class ChatListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<(string Path, string Body)> _received;

    private ChatListener(WebApplication app, TaskCompletionSource<(string Path, string Body)> received) => (_app, _received) = (app, received);

    /// <summary>Where it is, with a slash at the end.</summary>
    public string Url => _app.Urls.Single() + "/";

    /// <summary>The first message.</summary>
    public Task<(string Path, string Body)> Received => _received.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Starts one that answers with a status; a redirect leads to itself.</summary>
    public static async Task<ChatListener> StartAsync(HttpStatusCode status)
    {
        var received = new TaskCompletionSource<(string Path, string Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            received.TrySetResult((context.Request.Path, await reader.ReadToEndAsync(context.RequestAborted)));
            context.Response.StatusCode = (int)status;
            if (status == HttpStatusCode.Redirect) context.Response.Headers.Location = "/elsewhere";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ChatListener(app, received);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

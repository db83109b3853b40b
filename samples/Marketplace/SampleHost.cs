using System.Text.Json;
using Ashiato.Agent;

namespace Marketplace;

/// <summary>What the three services have in common.</summary>
internal static class SampleHost
{
    /// <summary>Begins a service that listens on a port of the loopback, unless <c>--urls</c> says otherwise, and reports to Ashiato.</summary>
    public static WebApplicationBuilder Create(string name, int port, string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddHttpClient();
        // This line is all that it takes to be followed.
        builder.Services.AddAshiato(options => options.ServiceName = name);
        return builder;
    }

    /// <summary>Runs it, and says where it listens.</summary>
    public static async Task<int> RunAsync(WebApplication app, string name)
    {
        await app.StartAsync();
        Console.WriteLine($"{name} listens on {app.Urls.Single()}");
        if (Console.IsInputRedirected && app.Configuration["until-input-ends"] is "true") StopWhenInputEnds(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Whoever started it holds the other end of its input, and lets go of it when gone, however that happened.</summary>
    private static void StopWhenInputEnds(WebApplication app) => _ = Task.Run(async () =>
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
        app.Lifetime.StopApplication();
    });
}

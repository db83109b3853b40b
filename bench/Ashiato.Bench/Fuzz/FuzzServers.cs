extern alias AshiatoConsole;

using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using AshiatoConsole::Ashiato.Console.Api;
using Ashiato.Intake;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Bench.Fuzz;

/// <summary>What the program serves, without its ports: intake, the Search API, and the API of the console.</summary>
internal sealed class FuzzServers : IAsyncDisposable
{
    /// <summary>What agents show; pages show nothing.</summary>
    public const string Token = "t0ken";

    private readonly WebApplication[] _applications;

    private FuzzServers(DiscardingStore store, WebApplication[] applications, InProcessServer[] servers)
    {
        _applications = applications;
        Store = store;
        (Intake, Search, Api) = (servers[0], servers[1], servers[2]);
    }

    /// <summary>Answers questions about some thousand events.</summary>
    public DiscardingStore Store { get; }

    /// <summary>Where agents, pages and SDKs send.</summary>
    public InProcessServer Intake { get; }

    /// <summary>Elasticsearch's REST API.</summary>
    public InProcessServer Search { get; }

    /// <summary><c>/api/</c>.</summary>
    public InProcessServer Api { get; }

    public static async Task<FuzzServers> StartAsync(CancellationToken cancel)
    {
        var store = new DiscardingStore();
        foreach (var batch in new BatchSource(new DataSetOptions { EventCount = 200, Seed = 1 }).Batches()) await store.FillAsync(batch, cancel);
        var settings = new FewSettings();
        InProcessServer[] servers = [new(), new(), new()];
        WebApplication[] applications =
        [
            Build(servers[0], services => services.AddIntake(Configure), app => ((IApplicationBuilder)app).MapIntake(store, settings)),
            Build(servers[1], _ => { }, app => app.MapSearch(store, new SearchOptions(), TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Ashiato.Search"))),
            Build(servers[2], services => services.AddSingleton<IEventStore>(store).AddSingleton<ISettingsStore>(settings).AddApi(), app => app.MapApi()),
        ];
        foreach (var application in applications) await application.StartAsync(cancel);
        return new FuzzServers(store, applications, servers);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }
        await Store.DisposeAsync();
    }

    /// <summary>How intake is set.</summary>
    public static IntakeOptions Options()
    {
        var options = new IntakeOptions();
        Configure(options);
        return options;
    }

    /// <summary>Everything on, and groups of metrics few, so that what grows is a mistake.</summary>
    private static void Configure(IntakeOptions options)
    {
        options.SecretToken = Token;
        options.Rum.IsEnabled = true;
        options.Anonymous.EventRate = 1_000_000;
        options.Anonymous.Agents = [];
        options.Aggregation.Intervals = "1m,10m,60m";
        options.Aggregation.MaxServices = 100;
        options.Aggregation.MaxTransactionGroups = 200;
        options.Aggregation.MaxServiceTransactionGroups = 200;
        options.Aggregation.MaxServiceDestinationGroups = 200;
    }

    private static WebApplication Build(InProcessServer server, Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // What fails inside is said there; refusals are not.
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton<IServer>(server);
        add(builder.Services);
        var app = builder.Build();
        map(app);
        return app;
    }
}

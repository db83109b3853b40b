using Ashiato.Console.Access;
using Ashiato.Console.Api;
using Ashiato.Console.Assets;
using Ashiato.Console.Findings;
using Ashiato.Console.Frame;
using Ashiato.Console.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ashiato.Console;

/// <summary>What the console needs to answer.</summary>
public static class ConsoleServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the pages and <c>/api/</c>. They ask <see cref="Query.IQuestions"/> of the <c>IEventStore</c> that the program adds.</summary>
        /// <param name="configure">What people are told about the server.</param>
        public IServiceCollection AddConsole(Action<ConsoleOptions>? configure = null)
        {
            services.AddOptions<ConsoleOptions>().Configure(configure ?? (_ => { }));
            services.TryAddSingleton(TimeProvider.System);
            services.AddApi();
            services.AddRazorComponents();
            services.AddConsoleAccess();
            services.AddHttpContextAccessor();
            services.AddSingleton<AssetFiles>();
            services.AddSingleton<BuiltAssets>();
            services.AddSingleton<PagesAhead>();
            services.AddScoped<View>();
            services.AddScoped<PanelTasks>();
            services.AddSingleton<EnvironmentList>();
            services.AddHostedService<ReadyKeeper>();
            services.AddHostedService<RunFinding>();
            return services;
        }
    }
}

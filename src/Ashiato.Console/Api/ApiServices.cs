using Ashiato.Console.Access;
using Ashiato.Console.Diagnostics;
using Ashiato.Console.Doctor;
using Ashiato.Console.Findings;
using Ashiato.Console.Routes;
using Ashiato.Console.Runs;
using Ashiato.Doctor;
using Ashiato.Query;
using Ashiato.Query.Findings;
using Ashiato.Query.Routes;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Query.Upkeep;
using Ashiato.Settings;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Chats;
using Ashiato.Settings.Findings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Routes;
using Ashiato.Settings.Runs;
using Ashiato.Settings.SourceMaps;
using Ashiato.Settings.Users;
using Ashiato.Settings.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace Ashiato.Console.Api;

/// <summary>What the endpoints under <c>/api/</c> need to answer.</summary>
public static class ApiServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds what <see cref="ApiEndpoints"/> needs: the questions, asked of the <c>IEventStore</c> that the program adds, and the settings, kept in its <c>ISettingsStore</c>.</summary>
        public IServiceCollection AddApi()
        {
            services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<IRouteRules, RouteRules>();
            services.TryAddSingleton<IFindingMutes, FindingMutes>();
            services.TryAddSingleton<MutedFindings>();
            services.TryAddSingleton<RunStore>();
            services.TryAddSingleton<RunRuleStore>();
            services.TryAddSingleton<RunList>();
            services.TryAddSingleton<RunSides>();
            services.TryAddSingleton<RunFinder>();
            services.TryAddSingleton<RunSummaries>();
            services.TryAddSingleton<ChatAddresses>();
            services.TryAddSingleton<ChatPoster>();
            services.TryAddSingleton<IQuestions, Questions>();
            services.TryAddSingleton<StoreUpkeep>();
            services.TryAddSingleton(provider => new SignIns(
                provider.GetRequiredService<ISettingsStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SignIns>>()));
            services.TryAddSingleton<ApiKeys>();
            services.TryAddSingleton<Sessions>();
            services.TryAddSingleton<Visitors>();
            services.TryAddSingleton<AgentConfigurations>();
            services.TryAddSingleton<AgentReports>();
            services.TryAddSingleton<IProcessFacts, NoProcessFacts>();
            services.TryAddSingleton<DiagnosticsBundle>();
            services.TryAddSingleton<SourceMapStore>();
            services.TryAddSingleton<DoctorReports>();
            services.TryAddSingleton<DoctorView>();
            services.TryAddSingleton<TraceUpload>();
            services.TryAddSingleton<RouteRuleStore>();
            services.TryAddSingleton<SavedViews>();
            services.AddApiCompression();
            services.AddOpenApi(options =>
            {
                options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
                // Answers leave nulls out, and requests may: what may be null is never required.
                options.AddSchemaTransformer((schema, context, _) =>
                {
                    foreach (var property in context.JsonTypeInfo.Properties)
                        if (property.IsGetNullable || property.IsSetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null) schema.Required?.Remove(property.Name);
                    return Task.CompletedTask;
                });
                options.AddDocumentTransformer((document, _, _) =>
                {
                    document.Info = new OpenApiInfo
                    {
                        Title = "Ashiato",
                        Version = typeof(ApiEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0",
                        Description = "What the console's pages show, as JSON. Times and durations are microseconds; moments count from the Unix epoch (UTC).",
                    };
                    return Task.CompletedTask;
                });
            });
            return services;
        }
    }
}

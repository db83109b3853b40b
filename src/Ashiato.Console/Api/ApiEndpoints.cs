using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Api;

/// <summary>Every question as JSON under <c>/api/</c>, in the words of <see cref="Ashiato.Query"/>.</summary>
/// <remarks>They are answered by <see cref="Query.IQuestions"/>.</remarks>
public static class ApiEndpoints
{
    /// <summary>Where the description of all endpoints is, in OpenAPI's words.</summary>
    public const string DescriptionPath = "/api/openapi.json";

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps the endpoints and their description.</summary>
        public IEndpointRouteBuilder MapApi()
        {
            routes.MapOpenApi(DescriptionPath).Compress();
            var api = routes.MapGroup("/api");
            api.AddEndpointFilter(new ApiProblemFilter(routes.ServiceProvider.GetRequiredService<ILogger<ApiProblemFilter>>()));
            api.Compress();
            api.MapServices();
            api.MapServiceParts();
            api.MapDependencies();
            api.MapErrors();
            api.MapTransactionParts();
            api.MapRouteRules();
            api.MapExplore();
            api.MapSavedViews();
            api.MapTransactions();
            api.MapTraces();
            api.MapTraceSharing();
            api.MapCalls();
            api.MapFindings();
            api.MapTraceFindings();
            api.MapRuns();
            api.MapRunRules();
            api.MapRunSharing();
            api.MapChatAddresses();
            api.MapKql();
            api.MapStore();
            api.MapUpkeep();
            api.MapDoctor();
            api.MapDiagnostics();
            api.MapRetention();
            api.MapApiKeys();
            api.MapUsers();
            api.MapAgents();
            api.MapAgentConfigurations();
            api.MapSourceMaps();
            // Without this, an address that is not there would be answered with a page.
            api.MapFallback("{**path}", ApiProblems.NoSuchAddress).ExcludeFromDescription();
            return routes;
        }
    }
}

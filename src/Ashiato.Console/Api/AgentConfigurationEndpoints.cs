using System.ComponentModel;
using Ashiato.Model;
using Ashiato.Settings.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/agent-configurations</c>.</summary>
internal static class AgentConfigurationEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapAgentConfigurations()
        {
            var configurations = api.MapGroup("/agent-configurations").WithTags("agents");
            configurations.MapGet("", ListAsync)
                .WithName("listAgentConfigurations")
                .WithSummary("What agents are told to do, by service and environment.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            configurations.MapPut("", PutAsync)
                .Accepts<AgentConfigurationRequest>("application/json")
                .WithName("putAgentConfiguration")
                .WithSummary("Tells the agents of a service and environment what to do, in place of what they were told before.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            configurations.MapDelete("", DeleteAsync)
                .WithName("deleteAgentConfiguration")
                .WithSummary("Removes what the agents of a service and environment are told. Agents keep what they have applied until they restart.")
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<AgentConfigurationAnswer>>> ListAsync(AgentConfigurations configurations, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<AgentConfigurationAnswer>>([.. (await configurations.ReadAsync(cancel)).All.Select(AgentConfigurationAnswer.Of)]);

    private static async Task<Results<Ok<AgentConfigurationAnswer>, ProblemHttpResult>> PutAsync(
        HttpContext context, AgentConfigurations configurations, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<AgentConfigurationRequest>(cancel);
        if (body is not { } request) return unreadable!;
        if (request.Settings is null) return ApiProblems.BadRequest(ApiRefusal.SettingsMissing, $"'settings' is missing; write an object of options and their values, all of them texts.");
        try
        {
            return TypedResults.Ok(AgentConfigurationAnswer.Of(await configurations.PutAsync(request.Service, request.Environment, request.Agent, request.Settings, cancel)));
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [Description("service.name; none for the configuration of all services.")] string? service,
        [Description("service.environment; none for the configuration of all environments.")] string? environment,
        AgentConfigurations configurations, CancellationToken cancel) =>
        await configurations.DeleteAsync(service, environment, cancel) ? TypedResults.NoContent()
            : ApiProblems.NotFound(ApiRefusal.NoSuchConfiguration, $"There is no configuration of this service and environment; /api/agent-configurations lists those that there are.");
}

/// <summary>What agents shall be told.</summary>
/// <param name="Service">Which service; all without it.</param>
/// <param name="Environment">Of which environment; all without it.</param>
/// <param name="Agent">For which agent; any without it. Browsers get only what is for <c>rum-js</c>, <c>js-base</c> or any.</param>
/// <param name="Settings">Options and their values, such as <c>{"transaction_sample_rate": "0.1"}</c>.</param>
internal sealed record AgentConfigurationRequest(string? Service, string? Environment, string? Agent, IReadOnlyDictionary<string, string>? Settings);

/// <summary>What agents are told.</summary>
internal sealed record AgentConfigurationAnswer(string? Service, string? Environment, string? Agent, IReadOnlyDictionary<string, string> Settings, long ChangedMicros)
{
    public static AgentConfigurationAnswer Of(AgentConfiguration configuration) =>
        new(configuration.ServiceName, configuration.Environment, configuration.AgentName, configuration.Settings, configuration.ChangedAt.ToMicros());
}

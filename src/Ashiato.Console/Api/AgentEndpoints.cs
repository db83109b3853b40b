using Ashiato.Model;
using Ashiato.Settings.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/agents</c>.</summary>
internal static class AgentEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapAgents()
        {
            var agents = api.MapGroup("/agents").WithTags("agents");
            agents.MapGet("", ListAsync)
                .WithName("listAgents")
                .WithSummary("The agents that have asked for their configuration within the last minutes, and whether they have the one that they should.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            agents.MapGet("silent", ListSilentAsync)
                .WithName("listSilentServices")
                .WithSummary("The services that have sent events within the last minutes and whose agents have not asked for their configuration: they cannot be told anything.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            agents.MapGet("recording", GetRecordingAsync)
                .WithName("getRecording")
                .WithSummary("Whether agents record at all.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            agents.MapPut("recording", SetRecordingAsync)
                .Accepts<RecordingRequest>("application/json")
                .WithName("setRecording")
                .WithSummary("Tells all services to record nothing (a sample rate of 0), or to record again. /api/agents shows who has obeyed.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<AgentAnswer>>> ListAsync(AgentReports reports, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<AgentAnswer>>([.. (await reports.ReadAsync(cancel)).Select(AgentAnswer.Of)]);

    private static async Task<Ok<IReadOnlyList<SilentServiceAnswer>>> ListSilentAsync(AgentReports reports, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<SilentServiceAnswer>>([.. (await reports.ReadSilentAsync(cancel)).Select(SilentServiceAnswer.Of)]);

    private static async Task<Ok<RecordingAnswer>> GetRecordingAsync(AgentConfigurations configurations, CancellationToken cancel) =>
        TypedResults.Ok(RecordingAnswer.Of((await configurations.ReadAsync(cancel)).Recording));

    private static async Task<Results<Ok<RecordingAnswer>, ProblemHttpResult>> SetRecordingAsync(HttpContext context, AgentConfigurations configurations, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<RecordingRequest>(cancel);
        if (body is not { } request) return unreadable!;
        if (request.IsOn is not { } isOn) return ApiProblems.BadRequest(ApiRefusal.IsOnMissing, $"'isOn' is missing; write true or false.");
        try
        {
            await configurations.SetRecordingAsync(isOn, request.Rate ?? 1, cancel);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
        return await GetRecordingAsync(configurations, cancel);
    }
}

/// <summary>Agents of one service at one address.</summary>
/// <param name="Service">The service.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="Address">Where they are, as the server sees it.</param>
/// <param name="Agent">What they call themselves.</param>
/// <param name="SeenMicros">When they last asked.</param>
/// <param name="HasCurrent">True when they have shown that they have what their service is told now.</param>
/// <param name="SampleRate">The sample rate that their service is told now.</param>
internal sealed record AgentAnswer(string Service, string? Environment, string Address, string Agent, long SeenMicros, bool HasCurrent, string? SampleRate)
{
    public static AgentAnswer Of(AgentInstance agent) =>
        new(agent.State.Service, agent.State.Environment, agent.State.Address, agent.State.Agent, agent.State.SeenAt.ToMicros(), agent.HasCurrent, agent.SampleRate);
}

/// <summary>A service whose agents do not ask for their configuration.</summary>
/// <param name="Service">The service.</param>
/// <param name="Agent">The name of its agent, such as <c>opentelemetry/go</c>.</param>
/// <param name="SeenMicros">When it last sent events.</param>
internal sealed record SilentServiceAnswer(string Service, string? Agent, long SeenMicros)
{
    public static SilentServiceAnswer Of(ReportingService service) => new(service.Service, service.Agent, service.SeenAt.ToMicros());
}

/// <summary>Whether agents record.</summary>
/// <param name="IsOn">False when every service is told a sample rate of 0.</param>
/// <param name="Rate">The rate that services are told whose configuration says nothing about it; absent while nobody has ever switched recording.</param>
internal sealed record RecordingAnswer(bool IsOn, double? Rate)
{
    public static RecordingAnswer Of(Recording? recording) => new(recording?.IsOn ?? true, recording?.Rate);
}

/// <summary>Whether agents shall record.</summary>
/// <param name="IsOn">False for a sample rate of 0 everywhere.</param>
/// <param name="Rate">The rate for services whose configuration says nothing about it. Default 1.</param>
internal sealed record RecordingRequest(bool? IsOn, double? Rate);

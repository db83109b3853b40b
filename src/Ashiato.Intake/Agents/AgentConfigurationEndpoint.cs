using System.Text.Json;
using Ashiato.Intake.Access;
using Ashiato.Intake.Elastic;
using Ashiato.Settings;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Keys;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Agents;

/// <summary><c>/config/v1/agents</c> and <c>/config/v1/rum/agents</c>: agents ask now and then what they should do.</summary>
/// <remarks>Source: the intake specification, section 9.</remarks>
internal sealed class AgentConfigurationEndpoint(ConfigurationCache configurations, AppliedConfigurations applied, AnonymousLimits limits, IntakeOptions options, TimeProvider time, CancellationToken stopping)
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int RetrySeconds = 300;

    /// <summary>How long a question may take to come.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Answers an agent.</summary>
    public async Task HandleAsync(HttpContext context, Caller caller)
    {
        context.Response.Headers.AccessControlExposeHeaders = "Etag";
        var request = context.Request;
        Query query;
        if (HttpMethods.IsGet(request.Method))
        {
            query = new Query(request.Query["service.name"], request.Query["service.environment"]);
        }
        else if (HttpMethods.IsPost(request.Method))
        {
            var (posted, status, error) = await ReadQueryAsync(context);
            if (error is not null)
            {
                await RefuseAsync(context, caller, status, error, status == StatusCodes.Status400BadRequest ? "invalid query" : error);
                return;
            }
            query = posted;
        }
        else
        {
            await RefuseAsync(context, caller, StatusCodes.Status405MethodNotAllowed, "method not supported: " + request.Method, "method not supported");
            return;
        }
        if (string.IsNullOrEmpty(query.Service))
        {
            await RefuseAsync(context, caller, StatusCodes.Status400BadRequest, "service.name is required", "invalid query");
        }
        else if ((caller.Refuse(ApiKeyPrivileges.AgentConfigurationRead) ?? (caller.IsAnonymous ? limits.RefuseService(query.Service) : null)) is { } refusal)
        {
            await RefuseAsync(context, caller, refusal.Status, refusal.Text, refusal.Text);
        }
        else
        {
            await AnswerAsync(context, caller, query.Service, string.IsNullOrEmpty(query.Environment) ? options.DefaultEnvironment : query.Environment);
        }
    }

    private async Task AnswerAsync(HttpContext context, Caller caller, string service, string? environment)
    {
        EffectiveConfiguration told;
        try
        {
            told = (await configurations.ReadAsync(context.RequestAborted)).Choose(service, environment);
        }
        catch (SettingsUnavailableException away)
        {
            await RefuseAsync(context, caller, StatusCodes.Status503ServiceUnavailable, "service unavailable: " + away.Message, "service unavailable");
            return;
        }
        if (caller.IsAnonymous) told = told.ForBrowsers(options.Anonymous.Agents);

        string known = context.Request.Headers.IfNoneMatch.ToString().Replace("\"", "", StringComparison.Ordinal);
        if (known.Length == 0) known = context.Request.Query["ifnonematch"].ToString().Replace("\"", "", StringComparison.Ordinal);
        if (known == told.Tag && known != EffectiveConfiguration.Nothing.Tag) applied.Apply(told.Tag);
        // What anonymous callers claim would let anybody fill the list of agents.
        if (!caller.IsAnonymous && Sender.Of(context) is { } sender)
            applied.Record(new AgentKey(service, environment, sender.Client.Text(), sender.UserAgent), known);

        var headers = context.Response.Headers;
        headers.CacheControl = CacheControl(options.AgentPollSeconds);
        headers.ETag = $"\"{told.Tag}\"";
        if (known == told.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        await Answer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in told.Settings) writer.WriteString(name, value);
            writer.WriteEndObject();
        });
    }

    /// <summary>Those who show nothing are not told more than what kind of mistake it was.</summary>
    private static Task RefuseAsync(HttpContext context, Caller caller, int status, string error, string shortError)
    {
        context.Response.Headers.CacheControl = CacheControl(RetrySeconds);
        return Answer.ErrorAsync(context, status, caller.IsAnonymous ? shortError : error);
    }

    private static string CacheControl(int seconds) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"max-age={seconds}, must-revalidate");

    private async Task<(Query Query, int Status, string? Error)> ReadQueryAsync(HttpContext context)
    {
        using var deadline = new Deadline(time, s_patience, context.RequestAborted, stopping);
        try
        {
            await using var body = await BodyStream.OpenAsync(context.Request, deadline.Token);
            var bytes = new byte[MaxBodyBytes];
            int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, deadline.Token);
            if (length == bytes.Length) return (default, StatusCodes.Status400BadRequest, "data decoding error: the query is too long");
            using var query = JsonDocument.Parse(bytes.AsMemory(0, length));
            var service = Member(query.RootElement, "service");
            return (new Query(TextOf(service, "name"), TextOf(service, "environment")), StatusCodes.Status200OK, null);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (default, StatusCodes.Status503ServiceUnavailable, stopping.IsCancellationRequested ? "server is shutting down" : "request timed out");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return (default, StatusCodes.Status400BadRequest, "data decoding error: " + e.Message);
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? TextOf(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private readonly record struct Query(string? Service, string? Environment);
}

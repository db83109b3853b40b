using System.Net;
using Ashiato.Doctor;
using Ashiato.Intake.Access;
using Ashiato.Intake.Agents;
using Ashiato.Intake.Rum;
using Ashiato.Intake.SourceMaps;
using Ashiato.Intake.Visits;
using Ashiato.Settings;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake.Elastic;

/// <summary>The endpoints that Elastic APM agents know: who may come in, and where each request goes.</summary>
internal sealed partial class IntakeApplication : IAsyncDisposable
{
    // The words are those that people find when they search for them; docs/configuration.md says --rum on.
    private static readonly Refusal s_rumIsOff = new(StatusCodes.Status403Forbidden,
        "forbidden request: RUM endpoint is disabled. Configure the `apm-server.rum` section in apm-server.yml to enable ingestion of RUM events. If you are not using the RUM agent, you can safely ignore this error.", Cause.NotPermitted);

    private readonly IntakeOptions _options;
    private readonly ILogger _log;
    private readonly Gatekeeper _gatekeeper;
    private readonly VisitLog _visits;
    private readonly CrossOrigin _crossOrigin;
    private readonly ServerInformation _information;
    private readonly EventEndpoint _events;
    private readonly SourceMapCache _sourceMaps;
    private readonly SourceMapEndpoint _uploads;
    private readonly ConfigurationCache _configurations;
    private readonly AppliedConfigurations _applied;
    private readonly AgentConfigurationEndpoint _agentConfiguration;

    public IntakeApplication(
        IEventStore store, ISettingsStore settings, Gatekeeper gatekeeper, VisitLog visits, IOptions<IntakeOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<IntakeApplication> log)
    {
        _options = options.Value;
        _log = log;
        _gatekeeper = gatekeeper;
        _visits = visits;
        _crossOrigin = new CrossOrigin(_options.Rum);
        _information = new ServerInformation(_options.ServerVersion, store, time);
        _sourceMaps = new SourceMapCache(settings, time);
        _uploads = new SourceMapEndpoint(settings, _options, time, lifetime.ApplicationStopping);
        var rules = new FrameRules(_options.Rum);
        _events = new EventEndpoint(store, gatekeeper, visits, rules, new BatchMapper(_sourceMaps, rules, time, log), _options, time, lifetime, log);
        _configurations = new ConfigurationCache(settings, time);
        _applied = new AppliedConfigurations(settings, store, visits.Services, _options, time, log);
        _agentConfiguration = new AgentConfigurationEndpoint(_configurations, _applied, gatekeeper.Limits, _options, time, lifetime.ApplicationStopping);
    }

    public async ValueTask DisposeAsync()
    {
        await _applied.DisposeAsync();
        _configurations.Dispose();
        _events.Dispose();
        _sourceMaps.Dispose();
    }

    /// <summary>Answers a request. Whoever sent it is told when that fails, unless it is gone.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await RouteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(context.Request.Path, e);
            await Answer.ErrorAsync(context, StatusCodes.Status500InternalServerError, "panic handling request");
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/":
                var admission = await _gatekeeper.IdentifyAsync(context);
                await _information.HandleAsync(context, isAuthenticated: admission.Caller is { IsAnonymous: false });
                break;
            case "/intake/v2/events":
                await HandleAsync(context, isForBrowsers: false, caller => _events.HandleAsync(context, caller, isFromBrowser: false));
                break;
            case "/config/v1/agents":
                await HandleAsync(context, isForBrowsers: false, caller => _agentConfiguration.HandleAsync(context, caller));
                break;
            case "/intake/v2/rum/events" or "/intake/v3/rum/events":
                await HandleAsync(context, isForBrowsers: true, caller => _events.HandleAsync(context, caller, isFromBrowser: true));
                break;
            case "/config/v1/rum/agents":
                await HandleAsync(context, isForBrowsers: true, caller => _agentConfiguration.HandleAsync(context, caller));
                break;
            case "/assets/v1/sourcemaps":
                await HandleAsync(context, isForBrowsers: false, caller => _uploads.HandleAsync(context, caller));
                break;
            // Browsers ask for it on their own.
            case "/favicon.ico":
                await Answer.ErrorAsync(context, StatusCodes.Status404NotFound, "404 page not found");
                break;
            default:
                _visits.Of(context).Lost();
                await Answer.ErrorAsync(context, StatusCodes.Status404NotFound, "404 page not found");
                break;
        }
    }

    /// <summary>Lets a request through to its endpoint, or answers why it does not get there.</summary>
    private async Task HandleAsync(HttpContext context, bool isForBrowsers, Func<Caller, Task> handle)
    {
        if (isForBrowsers)
        {
            string? reason = _crossOrigin.Refuse(context, out bool isAnswered);
            if (reason is not null) await RefuseAsync(context, new Refusal(StatusCodes.Status403Forbidden, reason, Cause.NotPermitted));
            if (reason is not null || isAnswered) return;
        }
        var (caller, refusal) = await _gatekeeper.AdmitAsync(context);
        if (refusal is null && isForBrowsers && !_options.Rum.IsEnabled) refusal = s_rumIsOff;
        if (refusal is not null) await RefuseAsync(context, refusal);
        else await handle(caller!);
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        _visits.Of(context).Refused(refusal);
        LogRefused(context.Request.Path.Value!, context.Connection.RemoteIpAddress, refusal.Text);
        return Answer.ErrorAsync(context, refusal.Status, refusal.Text);
    }

    [LoggerMessage(EventId = 103, Level = LogLevel.Error, Message = "Answering {Path} failed")]
    private partial void LogFailed(string? path, Exception cause);

    [LoggerMessage(EventId = 100, Level = LogLevel.Debug, Message = "A request was refused: {Path} from {Address}: {Reason}")]
    private partial void LogRefused(string path, IPAddress? address, string reason);
}

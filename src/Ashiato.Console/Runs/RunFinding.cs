using Ashiato.Query.Kql;
using Ashiato.Settings;
using Ashiato.Settings.Runs;
using Ashiato.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Runs;

/// <summary>Looks for runs every few seconds while there are rules.</summary>
internal sealed partial class RunFinding(IServiceProvider services, TimeProvider time, ILogger<RunFinding> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(3);

    private readonly StandingTrouble _trouble = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A console that has no settings has no rules.
        if (services.GetService<ISettingsStore>() is null) return;
        var rules = services.GetRequiredService<RunRuleStore>();
        var finder = services.GetRequiredService<RunFinder>();
        using var timer = new PeriodicTimer(s_every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(rules, finder, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The console stops.
        }
    }

    private async Task LookAsync(RunRuleStore rules, RunFinder finder, CancellationToken cancel)
    {
        try
        {
            foreach (var rule in await rules.ReadAsync(cancel)) await finder.LookAsync(rule, cancel);
            if (_trouble.IsOver()) LogWorksAgain();
        }
        catch (Exception wrong) when (wrong is KqlException or QueryException or StoreBusyException or IOException or HttpRequestException or SettingsUnavailableException or ArgumentException)
        {
            if (_trouble.IsNew(wrong.Message)) LogFailed(wrong.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Runs cannot be looked for at the moment; it is tried again every few seconds. {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(LogLevel.Information, "Runs can be looked for again.")]
    private partial void LogWorksAgain();
}

using Ashiato.Query;
using Ashiato.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Findings;

/// <summary>Keeps findings, and what else is costly and looked at, ready while the console runs.</summary>
internal sealed partial class ReadyKeeper(IQuestions questions, TimeProvider time, ILogger<ReadyKeeper> log) : BackgroundService
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(10);

    private readonly StandingTrouble _trouble = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            long started = time.GetTimestamp();
            try
            {
                await questions.KeepReadyAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException or SettingsUnavailableException)
            {
                // It goes on until it fails: what failed after a while had worked before.
                if (time.GetElapsedTime(started) > s_afterFailure) _trouble.IsOver();
                if (_trouble.IsNew(failure.Message)) LogFailed(failure.Message);
                await Task.Delay(s_afterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Answers cannot be kept ready at the moment; pages ask by themselves. {Reason}")]
    private partial void LogFailed(string reason);
}

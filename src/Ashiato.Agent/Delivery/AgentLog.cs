using System.Globalization;
using Ashiato.Agent.Settings;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Delivery;

/// <summary>What the agent says about itself: in the application's log, and where <c>LOG_FILE</c> says.</summary>
internal sealed partial class AgentLog(ILogger application, AgentSettings settings)
{
    /// <summary>The category of its lines.</summary>
    public const string Category = "Ashiato.Agent";

    private readonly object _turn = new();

    /// <summary>Says that sending works.</summary>
    public void Sends(string service, string server, string what)
    {
        if (settings.OwnLogLevel <= LogLevel.Information) SendsMessage(application, service, server, what);
        Write(LogLevel.Information, $"Events of the service '{service}' go to {server}: {what}");
    }

    /// <summary>Says why sending does not work, and what to do.</summary>
    public void Fails(string service, string server, string cause, string mending)
    {
        if (settings.OwnLogLevel <= LogLevel.Warning) FailsMessage(application, service, server, cause, mending);
        Write(LogLevel.Warning, $"Events of the service '{service}' do not reach {server}: {cause} {mending}");
    }

    /// <summary>Says that sending works again.</summary>
    public void Recovered(string server, long lost)
    {
        if (settings.OwnLogLevel <= LogLevel.Information) RecoveredMessage(application, server, lost);
        Write(LogLevel.Information, $"Events reach {server} again; lost meanwhile: {lost}.");
    }

    /// <summary>Says that spans were left out.</summary>
    public void Lost(long lost, long total)
    {
        if (settings.OwnLogLevel <= LogLevel.Warning) LostMessage(application, lost, total);
        Write(LogLevel.Warning, $"{lost} spans were left out, since more ended than can be sent; {total} since the start.");
    }

    /// <summary>Says what central configuration changed.</summary>
    public void ConfigurationApplied(string what)
    {
        if (settings.OwnLogLevel <= LogLevel.Information) AppliedMessage(application, what);
        Write(LogLevel.Information, $"Central configuration applies: {what}");
    }

    /// <summary>Says that a setting was not understood.</summary>
    public void Complain(string sentence)
    {
        if (settings.OwnLogLevel <= LogLevel.Warning) ComplaintMessage(application, sentence);
        Write(LogLevel.Warning, sentence);
    }

    private void Write(LogLevel level, string line)
    {
        if (settings.OwnLogFile is not { } file || level < settings.OwnLogLevel) return;
        string text = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:O} {level}: Ashiato: {line}{Environment.NewLine}");
        lock (_turn)
        {
            try
            {
                if (file is "stderr") Console.Error.Write(text);
                else if (file is "stdout") Console.Out.Write(text);
                else File.AppendAllText(file, text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                // The application's own log has the line already.
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Ashiato: events of the service '{Service}' go to {Server}: {What}")]
    private static partial void SendsMessage(ILogger log, string service, string server, string what);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Ashiato: events of the service '{Service}' do not reach {Server}: {Cause} {Mending}")]
    private static partial void FailsMessage(ILogger log, string service, string server, string cause, string mending);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Ashiato: events reach {Server} again; lost meanwhile: {Lost}")]
    private static partial void RecoveredMessage(ILogger log, string server, long lost);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Ashiato: {Lost} spans were left out, since more ended than can be sent; {Total} since the start. A lower sample rate or a larger ELASTIC_APM_MAX_QUEUE_SIZE mends it")]
    private static partial void LostMessage(ILogger log, long lost, long total);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Ashiato: central configuration applies: {What}")]
    private static partial void AppliedMessage(ILogger log, string what);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "Ashiato: {Sentence}")]
    private static partial void ComplaintMessage(ILogger log, string sentence);
}

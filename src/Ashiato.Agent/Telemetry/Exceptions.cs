using System.Diagnostics;

namespace Ashiato.Agent.Telemetry;

/// <summary>Writes exceptions down in activities, as OpenTelemetry's conventions have them.</summary>
internal static class Exceptions
{
    /// <summary>Adds one, unless it is the last one that was added: it may pass several spans' ends on its way up.</summary>
    public static void Record(Activity activity, Exception exception)
    {
        if (ReferenceEquals(activity.GetCustomProperty(nameof(Exceptions)), exception)) return;
        activity.SetCustomProperty(nameof(Exceptions), exception);
        activity.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection
        {
            ["exception.type"] = exception.GetType().FullName,
            ["exception.message"] = exception.Message,
            ["exception.stacktrace"] = exception.ToString(),
        }));
    }
}

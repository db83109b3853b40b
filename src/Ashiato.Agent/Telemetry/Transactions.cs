using System.Diagnostics;

namespace Ashiato.Agent.Telemetry;

/// <summary>Which activities are transactions.</summary>
internal static class Transactions
{
    /// <summary>The transaction that an activity belongs to: the nearest for a request or message, or else the outermost.</summary>
    public static Activity Of(Activity activity)
    {
        while (!IsOne(activity) && activity.Parent is { } parent) activity = parent;
        return activity;
    }

    /// <summary>Whether an activity is what a server shows as a transaction.</summary>
    public static bool IsOne(Activity activity) => activity.Parent is null || activity.Kind is ActivityKind.Server or ActivityKind.Consumer;
}

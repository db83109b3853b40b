using System.Data.Common;
using System.Diagnostics;
using Ashiato.Agent.Telemetry;

namespace Ashiato.Agent.Data;

/// <summary>One call to a database, or nothing when it is not recorded.</summary>
internal readonly struct CommandSpan
{
    /// <summary>Whether what is done with parameters' values may be sent. Set once, at the start.</summary>
    public static bool CapturesParameters { get; set; }

    private CommandSpan(Activity? activity) => Activity = activity;

    /// <summary>Whether anybody wants to know at all.</summary>
    public static bool IsOn => Sources.Data.HasListeners();

    /// <summary>The span; <see langword="null"/> when it is not recorded.</summary>
    public Activity? Activity { get; }

    /// <summary>Begins one for a statement.</summary>
    public static CommandSpan Begin(DatabaseFacts facts, string statement, string? name = null, string? operation = null)
    {
        // Outside of a transaction nobody could say what it belongs to; a span alone would look like a request.
        if (System.Diagnostics.Activity.Current is null) return default;
        var activity = Sources.Data.StartActivity(name ?? StatementNames.Of(statement), ActivityKind.Client);
        if (activity is not { IsAllDataRequested: true }) return new CommandSpan(activity);
        Describe(activity, facts);
        activity.SetTag("db.query.text", statement);
        if (operation is not null) activity.SetTag("db.operation.name", operation);
        return new CommandSpan(activity);
    }

    /// <summary>Adds what the parameters hold, if that was asked for.</summary>
    public void TellParameters(DbParameterCollection parameters)
    {
        if (!CapturesParameters || Activity is not { IsAllDataRequested: true }) return;
        for (int i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            Activity.SetTag("db.query.parameter." + (string.IsNullOrEmpty(parameter.ParameterName) ? i.ToString(System.Globalization.CultureInfo.InvariantCulture) : parameter.ParameterName), parameter.Value?.ToString());
        }
    }

    /// <summary>It failed, and is over.</summary>
    public void Fail(Exception exception)
    {
        if (Activity is null) return;
        Blame(Activity, exception);
        Activity.Stop();
    }

    /// <summary>Says in an activity why it failed.</summary>
    public static void Blame(Activity activity, Exception exception)
    {
        activity.SetTag("error.type", exception.GetType().FullName);
        activity.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    /// <summary>It is over.</summary>
    /// <param name="rows">How many rows were changed; below zero when nobody knows.</param>
    public void End(int rows = -1)
    {
        if (Activity is null) return;
        if (rows >= 0) Activity.SetTag("db.response.affected_rows", Boxes.Of(rows));
        Activity.Stop();
    }

    /// <summary>Says in an activity which database it is about.</summary>
    public static void Describe(Activity activity, DatabaseFacts facts)
    {
        activity.SetTag("db.system.name", facts.System);
        if (facts.Name is not null) activity.SetTag("db.namespace", facts.Name);
        if (facts.User is not null) activity.SetTag("db.user", facts.User);
        if (facts.Host is not null) activity.SetTag("server.address", facts.Host);
        if (facts.Port is not null) activity.SetTag("server.port", facts.Port);
    }
}

using System.Diagnostics;
using Ashiato.Agent.Telemetry;

namespace Ashiato.Agent;

/// <summary>What an application says about its own work, beyond what is seen without it.</summary>
/// <remarks>
/// What begins here ends when it is disposed. While the agent is off or records nothing, nothing begins and <see langword="null"/> is
/// returned, which <c>using</c> and <c>?.</c> take as well. All of it is <see cref="Activity"/>: whatever was written for one works too.
/// </remarks>
public static class Tracing
{
    /// <summary>Begins a transaction: a job, a message, or other work that nobody asked for by HTTP.</summary>
    /// <param name="name">What the work is called, such as <c>send newsletter</c>: few names, without ids.</param>
    /// <param name="type">What kind of work it is, such as <c>backgroundjob</c>, <c>scheduled</c> or <c>messaging</c>.</param>
    /// <param name="traceParent">The <c>traceparent</c> of whoever caused it, such as one that came with a message; <see langword="null"/> continues the trace that runs, or begins one.</param>
    /// <param name="links">The <c>traceparent</c>s of other work that it belongs to, such as those of all messages of a batch.</param>
    public static Activity? BeginTransaction(string name, string type = "backgroundjob", string? traceParent = null, IEnumerable<string>? links = null)
    {
        var linked = links?.Select(one => ActivityContext.TryParse(one, null, isRemote: true, out var context) ? new ActivityLink(context) : (ActivityLink?)null).OfType<ActivityLink>();
        bool hasParent = ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        // The kind makes a transaction of it even inside of another one, whose trace it then belongs to.
        return Sources.Own.StartActivity(name, ActivityKind.Consumer, hasParent ? parent : default, links: linked)?.SetTag("type", type);
    }

    /// <summary>Begins a span: a step of the transaction that runs.</summary>
    /// <param name="name">What the step is called.</param>
    public static Activity? BeginSpan(string name) => Activity.Current is null ? null : Sources.Own.StartActivity(name);

    /// <summary>Reports an error that was caught. Errors that leave a request are reported without it.</summary>
    /// <param name="exception">What happened.</param>
    public static void Error(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (Activity.Current is { IsAllDataRequested: true } current) Exceptions.Record(current, exception);
    }

    /// <summary>Gives the transaction that runs a label, which can be searched and grouped by.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A text, a number or a truth value.</param>
    public static void Label(string name, object? value) => Transaction?.SetTag(name, value);

    /// <summary>Tells something about the transaction that runs which is shown with it, and not searched or grouped by: <c>transaction.custom</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A text, a number, a truth value, or an array of these.</param>
    public static void Custom(string name, object? value) => Transaction?.SetTag(CustomPrefix + name, value);

    /// <summary>Says for whom the transaction works.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="name">The user's name.</param>
    /// <param name="email">The user's address.</param>
    public static void User(string? id, string? name = null, string? email = null) =>
        Transaction?.SetTag("user.id", id).SetTag("user.name", name).SetTag("user.email", email);

    /// <summary>The <c>traceparent</c> to hand on with a message or job, so that who takes it continues the trace; <see langword="null"/> outside of any.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>What tells such attributes from labels.</summary>
    private const string CustomPrefix = "ashiato.custom.";

    private static Activity? Transaction
    {
        get
        {
            var transaction = Activity.Current is { } current ? Transactions.Of(current) : null;
            return transaction is { IsAllDataRequested: true } ? transaction : null;
        }
    }
}

using System.Diagnostics;

namespace Ashiato.Agent.Telemetry;

/// <summary>What kinds of work activities are, as a server tells them from the same attributes.</summary>
internal static class KindsOfWork
{
    /// <summary><c>span.type</c> and <c>span.subtype</c>.</summary>
    public static (string Type, string? Subtype) OfSpan(Activity span)
    {
        if ((span.GetTagItem("db.system.name") ?? span.GetTagItem("db.system")) is string database) return ("db", database);
        if (span.GetTagItem("messaging.system") is string broker) return ("messaging", broker);
        if (span.GetTagItem("rpc.system") is string rpc) return ("external", rpc);
        if ((span.GetTagItem("http.request.method") ?? span.GetTagItem("http.method")) is string) return ("external", "http");
        if (span.GetTagItem("gen_ai.system") is string model) return ("genai", model);
        return span.Kind == ActivityKind.Internal ? ("app", "internal") : ("unknown", null);
    }

    /// <summary><c>transaction.type</c>.</summary>
    public static string OfTransaction(Activity transaction)
    {
        if (transaction.GetTagItem("type") is string said) return said;
        if ((transaction.GetTagItem("messaging.system") ?? transaction.GetTagItem("messaging.destination.name")) is string) return "messaging";
        return (transaction.GetTagItem("http.request.method") ?? transaction.GetTagItem("rpc.system")) is string ? "request" : "unknown";
    }
}

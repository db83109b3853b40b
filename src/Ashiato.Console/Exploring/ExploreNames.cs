using Ashiato.Model;
using Ashiato.Query.Exploring;

namespace Ashiato.Console.Exploring;

/// <summary>What the page of all events offers and calls things.</summary>
internal static class ExploreNames
{
    /// <summary>Fields that people look for first. Any other can be typed.</summary>
    public static IReadOnlyList<string> Offered { get; } =
    [
        "service.name", "service.version", "service.environment", "service.node.name", "host.name", "kubernetes.pod.name", "transaction.name", "transaction.type", "transaction.result", "event.outcome",
        "span.name", "span.type", "span.subtype", "span.action", "span.destination.service.resource", "span.db.statement", "span.db.rows_affected", "http.request.method", "http.response.status_code",
        "url.path", "url.domain", "user.id", "user_agent.name", "client.ip", "error.exception.type", "error.culprit", "log.level", "log.logger", "metricset.name",
    ];

    /// <summary>The name of a kind of events.</summary>
    public static string Of(EventKind kind) => kind.Name switch
    {
        Fields.Events.Span => Texts.Spans,
        Fields.Events.Error => Texts.Errors,
        Fields.Events.Log => Texts.Logs,
        Fields.Events.Metric => Texts.Metrics,
        _ => Texts.Transactions,
    };
}

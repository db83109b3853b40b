using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>Which spans are which calls.</summary>
internal static class CallFilters
{
    private static readonly string[] s_databases = ["db", "storage", "cache"];
    private static readonly string[] s_external = ["external"];

    public static Filter IsSpan { get; } = Filter.Is(Fields.ProcessorEvent, Fields.Events.Span);

    /// <summary>Spans that only prepare a statement for another.</summary>
    public static Filter IsPrepare { get; } = Filter.Is(Fields.SpanAction, Prepare);

    /// <summary>The value of <c>span.action</c> with which agents mark preparing.</summary>
    public const string Prepare = "prepare";

    /// <summary>The value of <c>span.action</c> with which agents mark opening a connection.</summary>
    public const string Connect = "connect";

    /// <summary>The spans of a scope.</summary>
    public static Filter Of(CallScope scope) => scope switch
    {
        CallScope.Database => IsSpan.And(new Filter.TextIn(Fields.SpanType, s_databases)),
        CallScope.External => IsSpan.And(new Filter.TextIn(Fields.SpanType, s_external)),
        _ => IsSpan.And(new Filter.Not(new Filter.TextIn(Fields.SpanType, [.. s_databases, .. s_external]))),
    };

    /// <summary>The scope of a span by its type.</summary>
    public static CallScope ScopeOf(string? type) =>
        type is null ? CallScope.Other : Array.IndexOf(s_databases, type) >= 0 ? CallScope.Database : Array.IndexOf(s_external, type) >= 0 ? CallScope.External : CallScope.Other;

    /// <summary>The spans of a kind.</summary>
    public static Filter Of(CallKind kind)
    {
        var text = new Filter.Any([
            Filter.Is(Fields.SpanFingerprint, kind.Text),
            Filter.Is(Fields.SpanName, kind.Text).And(new Filter.Not(new Filter.Exists(Fields.SpanFingerprint))),
        ]);
        var system = kind.System is { } name ? Filter.Is(Fields.SpanSubtype, name) : new Filter.Not(new Filter.Exists(Fields.SpanSubtype));
        return Of(kind.Scope).And(text).And(system);
    }

    /// <summary>The spans of a period, of one service when it is given.</summary>
    public static Filter Within(Period period, string? service) =>
        service is null ? period.Filter : Filter.Is(Fields.ServiceName, service).And(period.Filter);
}

using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Exploring;

/// <summary>Which events are looked through.</summary>
public sealed record EventKind
{
    private EventKind(string name, Field? duration) => (Name, Duration) = (name, duration);

    /// <summary><c>processor.event</c> of them.</summary>
    public string Name { get; }

    /// <summary>The field that says how long they took; <see langword="null"/> for what takes no time.</summary>
    public Field? Duration { get; }

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
    [
        new(Fields.Events.Transaction, Fields.TransactionDurationUs),
        new(Fields.Events.Span, Fields.SpanDurationUs),
        new(Fields.Events.Error, null),
        new(Fields.Events.Log, null),
        new(Fields.Events.Metric, null),
    ];

    /// <summary>The kind of a name; transactions for any other.</summary>
    public static EventKind Of(string? name) => All.FirstOrDefault(kind => kind.Name == name) ?? All[0];

    internal Filter Filter => Filter.Is(Fields.ProcessorEvent, Name);
}

using Ashiato.Model;

namespace Ashiato.Storage.Summaries;

/// <summary>One way of looking at events from afar: which events, what tells them apart, which of their numbers is kept.</summary>
/// <param name="Name">What it is about; part of the file format.</param>
/// <param name="Event">The value of <c>processor.event</c> that its events have, or <see langword="null"/> for all events.</param>
/// <param name="Keys">Text fields that tell its rows apart.</param>
/// <param name="Number">The whole number that is summed up and whose distribution is kept.</param>
/// <param name="KeepsLast">True when each row knows the moment of its newest event.</param>
/// <param name="Shortest">The place of its shortest intervals in <see cref="Levels"/>.</param>
/// <param name="RolledUp">The same where one summary stands for several segments: minutes of hours are asked for of few keys only.</param>
internal sealed record SummaryView(string Name, string? Event, IReadOnlyList<Field> Keys, Field Number, bool KeepsLast = false, int Shortest = 0, int RolledUp = 1)
{
    /// <summary>All views, the ones with fewer rows first: a question is answered from the first that can.</summary>
    public static IReadOnlyList<SummaryView> All { get; } =
    [
        new("services", Model.Fields.Events.Transaction,
            [Model.Fields.ServiceName, Model.Fields.ServiceEnvironment, Model.Fields.TransactionType, Model.Fields.EventOutcome],
            Model.Fields.TransactionDurationUs, RolledUp: 0),
        new("instances", null,
            [
                Model.Fields.ServiceName, Model.Fields.ServiceEnvironment, Model.Fields.ServiceVersion, Model.Fields.ServiceNodeName, Model.Fields.HostName, Model.Fields.AgentName,
                Model.Fields.ServiceLanguageName, Model.Fields.ProcessorEvent, Model.Fields.TransactionType, Model.Fields.EventOutcome,
            ],
            Model.Fields.TransactionDurationUs, KeepsLast: true),
        new("transactions", Model.Fields.Events.Transaction,
            [
                Model.Fields.ServiceName, Model.Fields.ServiceEnvironment, Model.Fields.ServiceVersion, Model.Fields.TransactionName, Model.Fields.TransactionType,
                Model.Fields.TransactionResult, Model.Fields.EventOutcome,
            ],
            Model.Fields.TransactionDurationUs),
        new("calls", Model.Fields.Events.Span,
            [
                // A fingerprint mostly says what name and resource are: it takes their place more than it adds to them.
                Model.Fields.ServiceName, Model.Fields.ServiceEnvironment, Model.Fields.SpanFingerprint, Model.Fields.SpanName, Model.Fields.SpanType, Model.Fields.SpanSubtype,
                Model.Fields.SpanAction, Model.Fields.SpanDestinationServiceResource, Model.Fields.EventOutcome,
            ],
            // Spans are many: minutes of them would take as many bytes as all other summaries together, and no page asks for minutes of them.
            Model.Fields.SpanDurationUs, Shortest: 1),
    ];

    /// <summary>Lengths of the intervals in microseconds, shortest first; each a multiple of the one before.</summary>
    public static IReadOnlyList<long> Levels { get; } = [60_000_000, 600_000_000, 3_600_000_000, 86_400_000_000];

    /// <summary>The fields that it is made from.</summary>
    public IEnumerable<Field> Fields => [Model.Fields.Timestamp, Model.Fields.ProcessorEvent, Number, .. Keys];

    /// <summary>The length of its shortest intervals in microseconds.</summary>
    public long ShortestMicros => Levels[Shortest];

    /// <summary>True when every row of the view has one value of the field, or none.</summary>
    public bool Has(Field field) => Keys.Contains(field) || (Event is not null && field.Equals(Model.Fields.ProcessorEvent));
}

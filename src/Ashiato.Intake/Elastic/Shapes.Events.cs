using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>The events themselves.</content>
internal static partial class Shapes
{
    /// <summary>One frame of a stack trace.</summary>
    public static Shape Frame { get; } = new(
        FreeText("filename", null, Slot.FrameFile),
        FreeText("classname", null, Slot.FrameClass),
        FreeText("abs_path", null, Slot.FramePath),
        FreeText("function", null, Slot.FrameFunction),
        FreeText("module", null, Slot.FrameModule),
        FreeText("context_line", null, Slot.FrameContext),
        Whole("lineno", null, Fact.FrameLine),
        Whole("colno", null, Fact.FrameColumn),
        Claim("library_frame", null, Fact.FrameLibrary),
        Special("vars", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadFramePart(ref reader, FramePart.Vars)),
        Special("pre_context", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadFramePart(ref reader, FramePart.Before)),
        Special("post_context", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadFramePart(ref reader, FramePart.After)))
    { AnyOf = "classname;filename" };

    /// <summary>One link to a span elsewhere.</summary>
    public static Shape Link { get; } = new(
        Required(Text("span_id", null, Slot.LinkSpan)),
        Required(Text("trace_id", null, Slot.LinkTrace)));

    /// <summary>One sample of a metricset.</summary>
    public static Shape Sample { get; } = new(
        FreeText("type", null, Slot.SampleType),
        FreeText("unit", null),
        Number("value", null, Fact.SampleValue),
        Special("values", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadSampleList(ref reader, isCounts: false)),
        Special("counts", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadSampleList(ref reader, isCounts: true)))
    { AnyOf = "value;values" };

    /// <summary>One entry of the statistics about spans that an agent dropped.</summary>
    public static Shape DroppedSpans { get; } = new Shape(
        Text("destination_service_resource", null, Slot.DroppedResource),
        Text("service_target_type", null, Slot.DroppedType, 512),
        Text("service_target_name", null, Slot.DroppedName, 512),
        FreeText("outcome", null, Slot.DroppedOutcome) with { Rule = TextRule.Outcome },
        Object("duration", Whole("count", null, Fact.DroppedCount) with { Min = 1 }, Object("sum", Whole("us", null, Fact.DroppedSum) with { Min = 0 }))).AsRoot();

    private static Member[] TransactionMembers() =>
    [
        Special("marks", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadMarks(ref reader)),
        Timestamp(),
        Otel(),
        Links(),
        Required(Text("trace_id", Fields.TraceId)),
        Required(Text("id", Fields.TransactionId, Slot.EventId)),
        Text("parent_id", Fields.ParentId),
        Text("name", Fields.TransactionName),
        Required(Text("type", Fields.TransactionType, Slot.TransactionType)),
        Text("result", Fields.TransactionResult, Slot.Result),
        Special("dropped_spans_stats", static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadDroppedSpans(ref reader, member)),
        FreeText("outcome", null, Slot.Outcome) with { Rule = TextRule.Outcome },
        Faas(),
        Object("session", Required(Text("id", Fields.SessionId)), Whole("sequence", Fields.SessionSequence) with { Min = 1, SkipsZero = true }),
        Context(Fields.TransactionCustom),
        Object("experience",
            Number("cls", Fields.TransactionExperienceCls) with { Min = 0 },
            Number("fid", Fields.TransactionExperienceFid) with { Min = 0 },
            Number("tbt", Fields.TransactionExperienceTbt) with { Min = 0 },
            Object("longtask",
                Required(Whole("count", Fields.TransactionExperienceLongtaskCount)) with { Min = 0 },
                Required(Number("max", Fields.TransactionExperienceLongtaskMax)) with { Min = 0 },
                Required(Number("sum", Fields.TransactionExperienceLongtaskSum)) with { Min = 0 })),
        Required(Object("span_count", Whole("dropped", Fields.TransactionSpanCountDropped), Required(Whole("started", Fields.TransactionSpanCountStarted)))),
        Number("sample_rate", null, Fact.SampleRate),
        Required(Number("duration", null, Fact.Duration)) with { Min = 0 },
        Claim("sampled", Fields.TransactionSampled, Fact.Sampled),
    ];

    private static Member[] SpanMembers() =>
    [
        Timestamp(),
        Otel(),
        Required(Text("id", Fields.SpanId)),
        Required(Text("trace_id", Fields.TraceId)),
        Text("action", Fields.SpanAction, Slot.SpanAction),
        Required(Text("name", Fields.SpanName)),
        FreeText("outcome", null, Slot.Outcome) with { Rule = TextRule.Outcome },
        Texts("child_ids", Fields.ChildId, Limit),
        Required(Text("parent_id", Fields.ParentId)),
        Links(),
        Stacktrace(Fields.SpanStacktrace),
        Required(Text("type", Fields.SpanType, Slot.SpanType)),
        Text("subtype", Fields.SpanSubtype, Slot.SpanSubtype),
        Text("transaction_id", Fields.TransactionId),
        Object("composite",
            Required(FreeText("compression_strategy", Fields.SpanCompositeCompressionStrategy)),
            Required(Whole("count", Fields.SpanCompositeCount)) with { Min = 2 },
            Required(Number("sum", null, Fact.CompositeSum)) with { Min = 0 }),
        SpanContext(),
        Number("start", null, Fact.Start),
        Number("sample_rate", null, Fact.SampleRate),
        Required(Number("duration", null, Fact.Duration)) with { Min = 0 },
        Claim("sync", Fields.SpanSync),
    ];

    private static Member[] ErrorMembers() =>
    [
        Timestamp(),
        Object("log",
            Text("level", Fields.ErrorLogLevel, Slot.LogLevel),
            Text("logger_name", Fields.ErrorLogLoggerName),
            Required(FreeText("message", Fields.ErrorLogMessage, Slot.LogMessage)),
            Text("param_message", Fields.ErrorLogParamMessage, Slot.LogParamMessage),
            Stacktrace(Fields.ErrorLogStacktrace)),
        Text("culprit", Fields.ErrorCulprit),
        Required(Text("id", Fields.ErrorId)),
        Text("parent_id", Fields.ParentId),
        Text("trace_id", Fields.TraceId),
        Text("transaction_id", Fields.TransactionId, Slot.TransactionId),
        Special("exception", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadException(ref reader)),
        Object("transaction",
            Text("name", Fields.TransactionName),
            Text("type", Fields.TransactionType),
            Claim("sampled", Fields.TransactionSampled) with { SkipsZero = true }),
        Context(Fields.ErrorCustom),
    ];

    private static Member[] MetricsetMembers() =>
    [
        Timestamp(),
        Required(Special("samples", static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadSamples(ref reader, member))),
        Labels("tags"),
        Noted("span", Fact.OfSpan, Text("type", Fields.SpanType), Text("subtype", Fields.SpanSubtype)),
        Noted("transaction", Fact.OfTransaction, Text("name", Fields.TransactionName), Text("type", Fields.TransactionType)),
        Object("service", Text("name", Fields.ServiceName, Slot.ServiceName), Text("version", Fields.ServiceVersion)),
        Faas(),
    ];

    private static Member[] LogMembers()
    {
        Member level = Text("level", Fields.LogLevel), logger = Text("logger", Fields.LogLogger), file = Text("name", Fields.LogOriginFileName);
        Member line = Whole("line", Fields.LogOriginFileLine), function = FreeText("function", Fields.LogOriginFunction);
        Member service = Text("name", Fields.ServiceName, Slot.ServiceName), version = Text("version", Fields.ServiceVersion);
        Member environment = Text("environment", Fields.ServiceEnvironment), node = Text("name", Fields.ServiceNodeName);
        Member type = FreeText("type", Fields.ErrorType), message = FreeText("message", Fields.ErrorMessage), stack = FreeText("stack_trace", Fields.ErrorStackTrace);
        Member dataset = Text("dataset", Fields.EventDataset), thread = Text("name", Fields.ProcessThreadName);
        return
        [
            Labels("labels"),
            Timestamp("@timestamp"),
            FreeText("message", Fields.Message, Slot.Message),
            Text("trace.id", Fields.TraceId),
            Text("transaction.id", Fields.TransactionId, Slot.TransactionId),
            Text("span.id", Fields.SpanId, Slot.SpanId),
            Faas(),
            Object("log", level, logger, Object("origin", Object("file", file, line), function)),
            Object("service", service, version, environment, Object("node", node)),
            Object("error", type, message, stack),
            Object("event", dataset),
            Object("process", Object("thread", thread)),
            Flat("log.level", level), Flat("log.logger", logger),
            Flat("log.origin.file.name", file), Flat("log.origin.file.line", line), Flat("log.origin.function", function),
            Flat("service.name", service), Flat("service.version", version), Flat("service.environment", environment), Flat("service.node.name", node),
            Flat("error.type", type), Flat("error.message", message), Flat("error.stack_trace", stack),
            Flat("event.dataset", dataset), Flat("process.thread.name", thread),
        ];
    }

    private static Member Flat(string name, Member nested) => new(name, nested.Kind)
    {
        Field = nested.Field,
        Slot = nested.Slot,
        MaxRunes = nested.MaxRunes,
        YieldsToNested = true,
    };
}

using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>The same events as browsers send them in RUM v3: shorter names, and spans and metrics inside their transaction.</content>
internal static partial class Shapes
{
    /// <summary>A line with what a stream's events have in common.</summary>
    public static Shape RumMetadata { get; } = Root("m", new Shape(
        Labels("l"),
        Object("n", Object("c", Text("t", Fields.NetworkConnectionType))),
        Required(Object("se",
            Required(Object("a",
                Required(Text("n", Fields.AgentName)) with { Rule = TextRule.NotEmpty },
                Required(Text("ve", Fields.AgentVersion)))),
            Text("en", Fields.ServiceEnvironment, Slot.Environment),
            RumNameAndVersion("fw", Fields.ServiceFrameworkName, Fields.ServiceFrameworkVersion),
            Object("la", Required(Text("n", Fields.ServiceLanguageName)), Text("ve", Fields.ServiceLanguageVersion)),
            Required(Text("n", Fields.ServiceName)) with { Rule = TextRule.ServiceName | TextRule.NotEmpty },
            Object("ru", Required(Text("n", Fields.ServiceRuntimeName)), Required(Text("ve", Fields.ServiceRuntimeVersion))),
            Text("ve", Fields.ServiceVersion))),
        RumUser()));

    /// <summary>A line with a transaction and what happened in it.</summary>
    public static Shape RumTransaction { get; } = Root("x", new Shape(
        RumContext(Fields.TransactionCustom),
        Required(Number("d", null, Fact.Duration)) with { Min = 0 },
        Object("exp",
            Number("cls", Fields.TransactionExperienceCls) with { Min = 0 },
            Number("fid", Fields.TransactionExperienceFid) with { Min = 0 },
            Number("tbt", Fields.TransactionExperienceTbt) with { Min = 0 },
            Object("lt",
                Required(Whole("count", Fields.TransactionExperienceLongtaskCount)) with { Min = 0 },
                Required(Number("max", Fields.TransactionExperienceLongtaskMax)) with { Min = 0 },
                Required(Number("sum", Fields.TransactionExperienceLongtaskSum)) with { Min = 0 })),
        Required(Text("id", Fields.TransactionId, Slot.TransactionId)),
        Special("k", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadMarks(ref reader)),
        Special("me", static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadNested(ref reader, member, isSpans: false)),
        Text("n", Fields.TransactionName, Slot.TransactionName),
        FreeText("o", null, Slot.Outcome) with { Rule = TextRule.Outcome },
        Text("pid", Fields.ParentId),
        Text("rt", Fields.TransactionResult, Slot.Result),
        Object("ses", Required(FreeText("id", Fields.SessionId)), Whole("seq", Fields.SessionSequence) with { Min = 1, SkipsZero = true }),
        Claim("sm", Fields.TransactionSampled, Fact.Sampled),
        Number("sr", null, Fact.SampleRate),
        Required(Text("t", Fields.TransactionType, Slot.TransactionType)),
        Required(Text("tid", Fields.TraceId, Slot.TraceId)),
        Special("y", static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadNested(ref reader, member, isSpans: true)),
        Required(Object("yc", Whole("dd", Fields.TransactionSpanCountDropped), Required(Whole("sd", Fields.TransactionSpanCountStarted))))));

    /// <summary>One span of a transaction.</summary>
    public static Shape RumSpan { get; } = new Shape(
        Text("ac", Fields.SpanAction, Slot.SpanAction),
        Object("c",
            Object("dt",
                Text("ad", Fields.DestinationAddress),
                Whole("po", Fields.DestinationPort) with { SkipsZero = true },
                Object("se",
                    Text("n", Fields.SpanDestinationServiceName),
                    Required(Text("rc", Fields.SpanDestinationServiceResource)),
                    Text("t", Fields.SpanDestinationServiceType))),
            Labels("g"),
            Object("h",
                Text("mt", Fields.HttpRequestMethod),
                Object("r", Whole("dbs", Fields.HttpResponseDecodedBodySize), Whole("ebs", Fields.HttpResponseEncodedBodySize), Whole("ts", Fields.HttpResponseTransferSize)),
                Whole("sc", null, Fact.HttpStatusCode),
                FreeText("url", Fields.UrlOriginal)),
            Object("se", Text("n", Fields.ServiceName, Slot.ServiceName) with { Rule = TextRule.ServiceName })),
        Required(Number("d", null, Fact.Duration)) with { Min = 0 },
        Required(Text("id", Fields.SpanId, Slot.EventId)),
        Required(Text("n", Fields.SpanName)),
        FreeText("o", null, Slot.Outcome) with { Rule = TextRule.Outcome },
        Whole("pi", null, Fact.ParentIndex),
        Required(Number("s", null, Fact.Start)),
        Number("sr", null, Fact.SampleRate),
        Stacktrace(Fields.SpanStacktrace, "st"),
        Text("su", Fields.SpanSubtype, Slot.SpanSubtype),
        Claim("sy", Fields.SpanSync),
        Required(Text("t", Fields.SpanType, Slot.SpanType))).AsRoot();

    /// <summary>One breakdown of a transaction.</summary>
    public static Shape RumMetricset { get; } = new Shape(
        Required(Object("sa",
            Object("ysc", Required(Number("v", null, Fact.SelfTimeCount))),
            Object("yss", Required(Number("v", null, Fact.SelfTimeSum))))),
        Noted("y", Fact.OfSpan, Text("su", Fields.SpanSubtype), Text("t", Fields.SpanType))).AsRoot();

    /// <summary>A line with an error.</summary>
    public static Shape RumError { get; } = Root("e", new Shape(
        RumContext(Fields.ErrorCustom),
        Text("cl", Fields.ErrorCulprit),
        Special("ex", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadException(ref reader)),
        Required(Text("id", Fields.ErrorId)),
        Object("log",
            Text("ln", Fields.ErrorLogLoggerName, Slot.LoggerName),
            Text("lv", Fields.ErrorLogLevel, Slot.LogLevel),
            Required(FreeText("mg", Fields.ErrorLogMessage, Slot.LogMessage)),
            Text("pmg", Fields.ErrorLogParamMessage, Slot.LogParamMessage),
            Stacktrace(Fields.ErrorLogStacktrace, "st")),
        Text("pid", Fields.ParentId),
        Text("tid", Fields.TraceId),
        Timestamp(),
        Object("x",
            Text("n", Fields.TransactionName, Slot.TransactionName),
            Claim("sm", Fields.TransactionSampled, Fact.Sampled) with { SkipsZero = true },
            Text("t", Fields.TransactionType, Slot.TransactionType)),
        Text("xid", null, Slot.TransactionId))
    { AnyOf = "ex;log" });

    /// <summary>One frame of a stack trace.</summary>
    public static Shape RumFrame { get; } = new(
        FreeText("ap", null, Slot.FramePath),
        FreeText("cli", null, Slot.FrameContext),
        FreeText("cn", null, Slot.FrameClass),
        Whole("co", null, Fact.FrameColumn),
        Required(FreeText("f", null, Slot.FrameFile)),
        FreeText("fn", null, Slot.FrameFunction),
        Whole("li", null, Fact.FrameLine),
        FreeText("mo", null, Slot.FrameModule),
        Special("poc", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadFramePart(ref reader, FramePart.After)),
        Special("prc", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadFramePart(ref reader, FramePart.Before)));

    private static Member RumContext(Field custom) => Object("c",
        JsonObject("cu", custom, cleansNames: true),
        Labels("g"),
        Object("p", FreeText("rf", Fields.HttpRequestReferrer), FreeText("url", null, Slot.PageUrl)),
        Object("q",
            JsonObject("en", Fields.HttpRequestEnv),
            Special("he", static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadRequestHeaders(ref reader, member), Fields.HttpRequestHeaders),
            Text("hve", Fields.HttpVersion),
            Required(Text("mt", Fields.HttpRequestMethod))),
        Object("r",
            Whole("dbs", Fields.HttpResponseDecodedBodySize),
            Whole("ebs", Fields.HttpResponseEncodedBodySize),
            Headers("he", Fields.HttpResponseHeaders),
            Whole("sc", Fields.HttpResponseStatusCode, Fact.StatusCode) with { SkipsZero = true },
            Whole("ts", Fields.HttpResponseTransferSize)),
        RumService(),
        RumUser());

    private static Member RumService() => Object("se",
        Object("a", Text("n", Fields.AgentName, Slot.AgentName), Text("ve", Fields.AgentVersion)),
        Text("en", Fields.ServiceEnvironment),
        RumNameAndVersion("fw", Fields.ServiceFrameworkName, Fields.ServiceFrameworkVersion),
        RumNameAndVersion("la", Fields.ServiceLanguageName, Fields.ServiceLanguageVersion),
        Text("n", Fields.ServiceName, Slot.ServiceName) with { Rule = TextRule.ServiceName },
        RumNameAndVersion("ru", Fields.ServiceRuntimeName, Fields.ServiceRuntimeVersion),
        Text("ve", Fields.ServiceVersion));

    private static Member RumUser() => Noted("u", Fact.OwnUser,
        Text("em", Fields.UserEmail), TextOrWhole("id", Fields.UserId), Text("ud", Fields.UserDomain), Text("un", Fields.UserName));

    private static Member RumNameAndVersion(string name, Field nameField, Field versionField) =>
        Object(name, Text("n", nameField), Text("ve", versionField));

}

using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>The tables of intake v2: what each event may hold, what it must hold, and which field each value goes to.</summary>
/// <remarks>Source: JSON schemas of the intake protocol v2, and the field tables of the documents that Elastic APM Server writes.</remarks>
internal static partial class Shapes
{
    /// <summary>The numbers of all shapes and members are smaller than this. To be asked for once these are made, as by <see cref="EventDecoder"/>.</summary>
    public static int Numbers => Transaction is null ? 0 : Shape.Numbers;

    private const int Limit = 1024;

    /// <summary>The first line of a stream.</summary>
    public static Shape Metadata { get; } = Root("metadata", MetadataMembers());

    /// <summary>A line with a transaction.</summary>
    public static Shape Transaction { get; } = Root("transaction", new Shape(TransactionMembers()));

    /// <summary>A line with a span.</summary>
    public static Shape Span { get; } = Root("span", new Shape(SpanMembers()) { AnyOf = "start;timestamp" });

    /// <summary>A line with an error.</summary>
    public static Shape Error { get; } = Root("error", new Shape(ErrorMembers()) { AnyOf = "exception;log" });

    /// <summary>A line with metric samples.</summary>
    public static Shape Metricset { get; } = Root("metricset", new Shape(MetricsetMembers()));

    /// <summary>A line with a log record.</summary>
    public static Shape Log { get; } = Root("log", new Shape(LogMembers()));

    private static Shape Root(string name, Shape shape) =>
        new Shape(new Member(name, MemberKind.Object) { Shape = shape, IsRequired = true }) { IsLine = true }.AsRoot();

    private static Member Text(string name, Field? field, Slot? slot = null, int max = Limit) =>
        new(name, MemberKind.Text) { Field = field, Slot = slot, MaxRunes = max };

    private static Member FreeText(string name, Field? field, Slot? slot = null) => Text(name, field, slot, int.MaxValue);

    private static Member Whole(string name, Field? field, Fact? fact = null) => new(name, MemberKind.Whole) { Field = field, Fact = fact };

    private static Member Number(string name, Field? field, Fact? fact = null) => new(name, MemberKind.Number) { Field = field, Fact = fact };

    private static Member Claim(string name, Field? field, Fact? fact = null) => new(name, MemberKind.Claim) { Field = field, Fact = fact };

    private static Member Object(string name, params Member[] members) => new(name, MemberKind.Object) { Shape = new Shape(members) };

    /// <summary>An object of which it counts that it was sent, be it with empty texts.</summary>
    private static Member Noted(string name, Fact fact, params Member[] members) =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadNoted(ref reader, member)) with { Shape = new Shape(members), Fact = fact };

    private static Member Special(string name, MemberReader read, Field? field = null) => new(name, MemberKind.Special) { Read = read, Field = field };

    private static Member Required(Member member) => member with { IsRequired = true };

    private static Member Timestamp(string name = "timestamp") =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadTimestamp(ref reader));

    private static Member Labels(string name) =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadLabels(ref reader, member));

    private static Member TextOrWhole(string name, Field field) =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadTextOrWhole(ref reader, member), field)
            with
        { MaxRunes = Limit };

    private static Member Texts(string name, Field field, int max) =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadTexts(ref reader, member), field)
            with
        { MaxRunes = max };

    private static Member Json(string name, Field field) =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadJson(ref reader, member, false), field);

    private static Member JsonObject(string name, Field field, bool cleansNames = false) => cleansNames
        ? Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadJsonObject(ref reader, member, true), field)
        : Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadJsonObject(ref reader, member, false), field);

    private static Member Headers(string name, Field field) =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadHeaders(ref reader, member), field);

    private static Member Links() =>
        Special("links", static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadLinks(ref reader, member), Fields.SpanLinks);

    private static Member Stacktrace(Field field, string name = "stacktrace") =>
        Special(name, static (EventDecoder decoder, ref JsonCursor reader, Member member) => decoder.ReadStacktrace(ref reader, member), field);

    private static Member Otel() => Object("otel",
        FreeText("span_kind", Fields.SpanKind, Slot.SpanKind),
        Special("attributes", static (EventDecoder decoder, ref JsonCursor reader, Member _) => decoder.ReadOtelAttributes(ref reader)));

    private static Shape MetadataMembers() => new(
        Labels("labels"),
        Required(Object("service",
            Required(Object("agent",
                Text("activation_method", Fields.AgentActivationMethod),
                Text("ephemeral_id", Fields.AgentEphemeralId),
                Required(Text("name", Fields.AgentName)) with { Rule = TextRule.NotEmpty },
                Required(Text("version", Fields.AgentVersion)))),
            Text("environment", Fields.ServiceEnvironment, Slot.Environment),
            NameAndVersion("framework", Fields.ServiceFrameworkName, Fields.ServiceFrameworkVersion),
            FreeText("id", null),
            Object("language", Required(Text("name", Fields.ServiceLanguageName)), Text("version", Fields.ServiceLanguageVersion)),
            Required(Text("name", Fields.ServiceName)) with { Rule = TextRule.ServiceName | TextRule.NotEmpty },
            Object("node", Text("configured_name", Fields.ServiceNodeName, Slot.ServiceNode)),
            Object("runtime", Required(Text("name", Fields.ServiceRuntimeName)), Required(Text("version", Fields.ServiceRuntimeVersion))),
            Text("version", Fields.ServiceVersion))),
        Object("cloud",
            Object("account", Text("id", Fields.CloudAccountId), Text("name", Fields.CloudAccountName)),
            Text("availability_zone", Fields.CloudAvailabilityZone),
            Object("instance", Text("id", Fields.CloudInstanceId), Text("name", Fields.CloudInstanceName)),
            Object("machine", Text("type", Fields.CloudMachineType)),
            Object("project", Text("id", Fields.CloudProjectId), Text("name", Fields.CloudProjectName)),
            Required(Text("provider", Fields.CloudProvider)),
            Text("region", Fields.CloudRegion),
            Object("service", Text("name", Fields.CloudServiceName))),
        Object("system",
            Text("architecture", Fields.HostArchitecture),
            Text("configured_hostname", null, Slot.ConfiguredHost),
            Object("container", Text("id", Fields.ContainerId, Slot.ContainerId)),
            Text("detected_hostname", null, Slot.DetectedHost),
            Text("hostname", null, Slot.OldHost),
            Object("kubernetes",
                Text("namespace", Fields.KubernetesNamespace, Slot.Namespace),
                Object("node", Text("name", Fields.KubernetesNodeName, Slot.NodeName)),
                Object("pod", Text("name", Fields.KubernetesPodName, Slot.PodName), Text("uid", Fields.KubernetesPodUid, Slot.PodUid))),
            Text("platform", Fields.HostOsPlatform),
            Text("host_id", Fields.HostId)),
        User(),
        Object("network", Object("connection", Text("type", Fields.NetworkConnectionType))),
        Object("process",
            Texts("argv", Fields.ProcessArgs, int.MaxValue),
            Required(Whole("pid", Fields.ProcessPid)) with { SkipsZero = true },
            Whole("ppid", Fields.ProcessParentPid) with { SkipsZero = true },
            Text("title", Fields.ProcessTitle)));

    private static Member NameAndVersion(string name, Field nameField, Field versionField) =>
        Object(name, Text("name", nameField), Text("version", versionField));

    private static Member User() => Noted("user", Fact.OwnUser,
        Text("domain", Fields.UserDomain), TextOrWhole("id", Fields.UserId), Text("email", Fields.UserEmail), Text("username", Fields.UserName));

    private static Member Faas() => Object("faas",
        FreeText("id", Fields.FaasId), FreeText("execution", Fields.FaasExecution), FreeText("name", Fields.FaasName), FreeText("version", Fields.FaasVersion),
        Claim("coldstart", Fields.FaasColdstart),
        Object("trigger", FreeText("type", Fields.FaasTriggerType), FreeText("request_id", Fields.FaasTriggerRequestId)));
}

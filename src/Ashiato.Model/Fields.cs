using System.Collections.Frozen;

namespace Ashiato.Model;

/// <summary>
/// The one table of the fields of an event: decoders write by it, engines lay columns out by it, completion and mappings are
/// answered from it.
/// </summary>
/// <remarks>
/// Names, types and meanings follow the Elastic Common Schema as Elastic APM Server writes it. Fields that are not in the table
/// are dynamic: labels (<see cref="Label"/>, <see cref="NumericLabel"/>), marks and metric samples.
/// </remarks>
public static class Fields
{
    /// <summary>Values of <see cref="ProcessorEvent"/>.</summary>
    public static class Events
    {
        /// <summary>What a service does for one request, message or job.</summary>
        public const string Transaction = "transaction";

        /// <summary>A timed step of a transaction.</summary>
        public const string Span = "span";

        /// <summary>An exception or an error log.</summary>
        public const string Error = "error";

        /// <summary>A set of metric samples.</summary>
        public const string Metric = "metric";

        /// <summary>A log line. Documents of logs leave <c>processor.event</c> out.</summary>
        public const string Log = "log";
    }

    /// <summary>Values of <see cref="EventOutcome"/>.</summary>
    public static class Outcomes
    {
        /// <summary>It worked.</summary>
        public const string Success = "success";

        /// <summary>It failed.</summary>
        public const string Failure = "failure";

        /// <summary>Nobody can tell.</summary>
        public const string Unknown = "unknown";
    }

    private const string LabelPrefix = "labels.";
    private const string NumericLabelPrefix = "numeric_labels.";
    private const string MarkPrefix = "transaction.marks.";

    // Filled by the initialisers below, hence before them.
    private static readonly List<Field> s_known = [];

    // Every event

    /// <summary><c>@timestamp</c>.</summary>
    public static Field Timestamp { get; } = Add("@timestamp", FieldType.Timestamp);

    /// <summary><c>processor.event</c>.</summary>
    public static Field ProcessorEvent { get; } = Add("processor.event", FieldType.Keyword);

    // Identity and place in the trace

    /// <summary><c>trace.id</c>.</summary>
    public static Field TraceId { get; } = Add("trace.id", FieldType.Id);

    /// <summary><c>transaction.id</c>.</summary>
    public static Field TransactionId { get; } = Add("transaction.id", FieldType.Id);

    /// <summary><c>span.id</c>.</summary>
    public static Field SpanId { get; } = Add("span.id", FieldType.Id);

    /// <summary><c>parent.id</c>.</summary>
    public static Field ParentId { get; } = Add("parent.id", FieldType.Id);

    /// <summary><c>child.id</c>.</summary>
    public static Field ChildId { get; } = Add("child.id", FieldType.Id, isList: true);

    /// <summary><c>error.id</c>.</summary>
    public static Field ErrorId { get; } = Add("error.id", FieldType.Id);

    /// <summary><c>span.links</c>.</summary>
    public static Field SpanLinks { get; } = Add("span.links", FieldType.Json);

    // Data stream and observer

    /// <summary><c>data_stream.type</c>.</summary>
    public static Field DataStreamType { get; } = Add("data_stream.type", FieldType.Keyword);

    /// <summary><c>data_stream.dataset</c>.</summary>
    public static Field DataStreamDataset { get; } = Add("data_stream.dataset", FieldType.Keyword);

    /// <summary><c>data_stream.namespace</c>.</summary>
    public static Field DataStreamNamespace { get; } = Add("data_stream.namespace", FieldType.Keyword);

    /// <summary><c>observer.type</c>.</summary>
    public static Field ObserverType { get; } = Add("observer.type", FieldType.Keyword);

    /// <summary><c>observer.hostname</c>.</summary>
    public static Field ObserverHostname { get; } = Add("observer.hostname", FieldType.Keyword);

    /// <summary><c>observer.version</c>.</summary>
    public static Field ObserverVersion { get; } = Add("observer.version", FieldType.Keyword);

    /// <summary><c>message</c>.</summary>
    public static Field Message { get; } = Add("message", FieldType.Text);

    // Event

    /// <summary><c>event.outcome</c>.</summary>
    public static Field EventOutcome { get; } = Add("event.outcome", FieldType.Keyword);

    /// <summary><c>event.success_count</c>. For how many successes the event stands: a number, since senders sample by any rate.</summary>
    public static Field EventSuccessCount { get; } = Add("event.success_count", FieldType.Double);

    /// <summary><c>event.dataset</c>.</summary>
    public static Field EventDataset { get; } = Add("event.dataset", FieldType.Keyword);

    /// <summary><c>event.kind</c>.</summary>
    public static Field EventKind { get; } = Add("event.kind", FieldType.Keyword);

    /// <summary><c>event.category</c>.</summary>
    public static Field EventCategory { get; } = Add("event.category", FieldType.Keyword);

    /// <summary><c>event.action</c>.</summary>
    public static Field EventAction { get; } = Add("event.action", FieldType.Keyword);

    /// <summary><c>event.type</c>.</summary>
    public static Field EventType { get; } = Add("event.type", FieldType.Keyword);

    /// <summary><c>event.module</c>.</summary>
    public static Field EventModule { get; } = Add("event.module", FieldType.Keyword);

    /// <summary><c>event.severity</c>.</summary>
    public static Field EventSeverity { get; } = Add("event.severity", FieldType.Long);

    // Service and agent

    /// <summary><c>service.name</c>.</summary>
    public static Field ServiceName { get; } = Add("service.name", FieldType.Keyword);

    /// <summary><c>service.version</c>.</summary>
    public static Field ServiceVersion { get; } = Add("service.version", FieldType.Keyword);

    /// <summary><c>service.environment</c>.</summary>
    public static Field ServiceEnvironment { get; } = Add("service.environment", FieldType.Keyword);

    /// <summary><c>service.node.name</c>.</summary>
    public static Field ServiceNodeName { get; } = Add("service.node.name", FieldType.Keyword);

    /// <summary><c>service.framework.name</c>.</summary>
    public static Field ServiceFrameworkName { get; } = Add("service.framework.name", FieldType.Keyword);

    /// <summary><c>service.framework.version</c>.</summary>
    public static Field ServiceFrameworkVersion { get; } = Add("service.framework.version", FieldType.Keyword);

    /// <summary><c>service.language.name</c>.</summary>
    public static Field ServiceLanguageName { get; } = Add("service.language.name", FieldType.Keyword);

    /// <summary><c>service.language.version</c>.</summary>
    public static Field ServiceLanguageVersion { get; } = Add("service.language.version", FieldType.Keyword);

    /// <summary><c>service.runtime.name</c>.</summary>
    public static Field ServiceRuntimeName { get; } = Add("service.runtime.name", FieldType.Keyword);

    /// <summary><c>service.runtime.version</c>.</summary>
    public static Field ServiceRuntimeVersion { get; } = Add("service.runtime.version", FieldType.Keyword);

    /// <summary><c>service.origin.id</c>.</summary>
    public static Field ServiceOriginId { get; } = Add("service.origin.id", FieldType.Keyword);

    /// <summary><c>service.origin.name</c>.</summary>
    public static Field ServiceOriginName { get; } = Add("service.origin.name", FieldType.Keyword);

    /// <summary><c>service.origin.version</c>.</summary>
    public static Field ServiceOriginVersion { get; } = Add("service.origin.version", FieldType.Keyword);

    /// <summary><c>service.target.type</c>.</summary>
    public static Field ServiceTargetType { get; } = Add("service.target.type", FieldType.Keyword);

    /// <summary><c>service.target.name</c>.</summary>
    public static Field ServiceTargetName { get; } = Add("service.target.name", FieldType.Keyword);

    /// <summary><c>agent.name</c>.</summary>
    public static Field AgentName { get; } = Add("agent.name", FieldType.Keyword);

    /// <summary><c>agent.version</c>.</summary>
    public static Field AgentVersion { get; } = Add("agent.version", FieldType.Keyword);

    /// <summary><c>agent.ephemeral_id</c>.</summary>
    public static Field AgentEphemeralId { get; } = Add("agent.ephemeral_id", FieldType.Keyword);

    /// <summary><c>agent.activation_method</c>.</summary>
    public static Field AgentActivationMethod { get; } = Add("agent.activation_method", FieldType.Keyword);

    // Host, process and where they run

    /// <summary><c>process.pid</c>.</summary>
    public static Field ProcessPid { get; } = Add("process.pid", FieldType.Long);

    /// <summary><c>process.parent.pid</c>.</summary>
    public static Field ProcessParentPid { get; } = Add("process.parent.pid", FieldType.Long);

    /// <summary><c>process.title</c>.</summary>
    public static Field ProcessTitle { get; } = Add("process.title", FieldType.Keyword);

    /// <summary><c>process.args</c>.</summary>
    public static Field ProcessArgs { get; } = Add("process.args", FieldType.Keyword, isList: true);

    /// <summary><c>process.thread.name</c>.</summary>
    public static Field ProcessThreadName { get; } = Add("process.thread.name", FieldType.Keyword);

    /// <summary><c>process.command_line</c>.</summary>
    public static Field ProcessCommandLine { get; } = Add("process.command_line", FieldType.Keyword);

    /// <summary><c>process.executable</c>.</summary>
    public static Field ProcessExecutable { get; } = Add("process.executable", FieldType.Keyword);

    /// <summary><c>host.architecture</c>.</summary>
    public static Field HostArchitecture { get; } = Add("host.architecture", FieldType.Keyword);

    /// <summary><c>host.hostname</c>.</summary>
    public static Field HostHostname { get; } = Add("host.hostname", FieldType.Keyword);

    /// <summary><c>host.name</c>.</summary>
    public static Field HostName { get; } = Add("host.name", FieldType.Keyword);

    /// <summary><c>host.id</c>.</summary>
    public static Field HostId { get; } = Add("host.id", FieldType.Keyword);

    /// <summary><c>host.type</c>.</summary>
    public static Field HostType { get; } = Add("host.type", FieldType.Keyword);

    /// <summary><c>host.os.platform</c>.</summary>
    public static Field HostOsPlatform { get; } = Add("host.os.platform", FieldType.Keyword);

    /// <summary><c>host.os.name</c>.</summary>
    public static Field HostOsName { get; } = Add("host.os.name", FieldType.Keyword);

    /// <summary><c>host.os.type</c>.</summary>
    public static Field HostOsType { get; } = Add("host.os.type", FieldType.Keyword);

    /// <summary><c>host.os.full</c>.</summary>
    public static Field HostOsFull { get; } = Add("host.os.full", FieldType.Keyword);

    /// <summary><c>host.os.version</c>.</summary>
    public static Field HostOsVersion { get; } = Add("host.os.version", FieldType.Keyword);

    /// <summary><c>host.ip</c>.</summary>
    public static Field HostIp { get; } = Add("host.ip", FieldType.Ip, isList: true);

    /// <summary><c>container.id</c>.</summary>
    public static Field ContainerId { get; } = Add("container.id", FieldType.Keyword);

    /// <summary><c>container.name</c>.</summary>
    public static Field ContainerName { get; } = Add("container.name", FieldType.Keyword);

    /// <summary><c>container.runtime</c>.</summary>
    public static Field ContainerRuntime { get; } = Add("container.runtime", FieldType.Keyword);

    /// <summary><c>container.image.name</c>.</summary>
    public static Field ContainerImageName { get; } = Add("container.image.name", FieldType.Keyword);

    /// <summary><c>container.image.tag</c>.</summary>
    public static Field ContainerImageTag { get; } = Add("container.image.tag", FieldType.Keyword, isList: true);

    /// <summary><c>kubernetes.namespace</c>.</summary>
    public static Field KubernetesNamespace { get; } = Add("kubernetes.namespace", FieldType.Keyword);

    /// <summary><c>kubernetes.node.name</c>.</summary>
    public static Field KubernetesNodeName { get; } = Add("kubernetes.node.name", FieldType.Keyword);

    /// <summary><c>kubernetes.pod.name</c>.</summary>
    public static Field KubernetesPodName { get; } = Add("kubernetes.pod.name", FieldType.Keyword);

    /// <summary><c>kubernetes.pod.uid</c>.</summary>
    public static Field KubernetesPodUid { get; } = Add("kubernetes.pod.uid", FieldType.Keyword);

    /// <summary><c>device.id</c>.</summary>
    public static Field DeviceId { get; } = Add("device.id", FieldType.Keyword);

    /// <summary><c>device.model.identifier</c>.</summary>
    public static Field DeviceModelIdentifier { get; } = Add("device.model.identifier", FieldType.Keyword);

    /// <summary><c>device.model.name</c>.</summary>
    public static Field DeviceModelName { get; } = Add("device.model.name", FieldType.Keyword);

    /// <summary><c>device.manufacturer</c>.</summary>
    public static Field DeviceManufacturer { get; } = Add("device.manufacturer", FieldType.Keyword);

    // Cloud and functions

    /// <summary><c>cloud.provider</c>.</summary>
    public static Field CloudProvider { get; } = Add("cloud.provider", FieldType.Keyword);

    /// <summary><c>cloud.region</c>.</summary>
    public static Field CloudRegion { get; } = Add("cloud.region", FieldType.Keyword);

    /// <summary><c>cloud.availability_zone</c>.</summary>
    public static Field CloudAvailabilityZone { get; } = Add("cloud.availability_zone", FieldType.Keyword);

    /// <summary><c>cloud.account.id</c>.</summary>
    public static Field CloudAccountId { get; } = Add("cloud.account.id", FieldType.Keyword);

    /// <summary><c>cloud.account.name</c>.</summary>
    public static Field CloudAccountName { get; } = Add("cloud.account.name", FieldType.Keyword);

    /// <summary><c>cloud.instance.id</c>.</summary>
    public static Field CloudInstanceId { get; } = Add("cloud.instance.id", FieldType.Keyword);

    /// <summary><c>cloud.instance.name</c>.</summary>
    public static Field CloudInstanceName { get; } = Add("cloud.instance.name", FieldType.Keyword);

    /// <summary><c>cloud.machine.type</c>.</summary>
    public static Field CloudMachineType { get; } = Add("cloud.machine.type", FieldType.Keyword);

    /// <summary><c>cloud.project.id</c>.</summary>
    public static Field CloudProjectId { get; } = Add("cloud.project.id", FieldType.Keyword);

    /// <summary><c>cloud.project.name</c>.</summary>
    public static Field CloudProjectName { get; } = Add("cloud.project.name", FieldType.Keyword);

    /// <summary><c>cloud.service.name</c>.</summary>
    public static Field CloudServiceName { get; } = Add("cloud.service.name", FieldType.Keyword);

    /// <summary><c>cloud.origin.account.id</c>.</summary>
    public static Field CloudOriginAccountId { get; } = Add("cloud.origin.account.id", FieldType.Keyword);

    /// <summary><c>cloud.origin.provider</c>.</summary>
    public static Field CloudOriginProvider { get; } = Add("cloud.origin.provider", FieldType.Keyword);

    /// <summary><c>cloud.origin.region</c>.</summary>
    public static Field CloudOriginRegion { get; } = Add("cloud.origin.region", FieldType.Keyword);

    /// <summary><c>cloud.origin.service.name</c>.</summary>
    public static Field CloudOriginServiceName { get; } = Add("cloud.origin.service.name", FieldType.Keyword);

    /// <summary><c>faas.id</c>.</summary>
    public static Field FaasId { get; } = Add("faas.id", FieldType.Keyword);

    /// <summary><c>faas.name</c>.</summary>
    public static Field FaasName { get; } = Add("faas.name", FieldType.Keyword);

    /// <summary><c>faas.version</c>.</summary>
    public static Field FaasVersion { get; } = Add("faas.version", FieldType.Keyword);

    /// <summary><c>faas.execution</c>.</summary>
    public static Field FaasExecution { get; } = Add("faas.execution", FieldType.Keyword);

    /// <summary><c>faas.trigger.type</c>.</summary>
    public static Field FaasTriggerType { get; } = Add("faas.trigger.type", FieldType.Keyword);

    /// <summary><c>faas.trigger.request_id</c>.</summary>
    public static Field FaasTriggerRequestId { get; } = Add("faas.trigger.request_id", FieldType.Keyword);

    /// <summary><c>faas.coldstart</c>.</summary>
    public static Field FaasColdstart { get; } = Add("faas.coldstart", FieldType.Boolean);

    // User, client and network

    /// <summary><c>user.id</c>.</summary>
    public static Field UserId { get; } = Add("user.id", FieldType.Keyword);

    /// <summary><c>user.name</c>.</summary>
    public static Field UserName { get; } = Add("user.name", FieldType.Keyword);

    /// <summary><c>user.email</c>.</summary>
    public static Field UserEmail { get; } = Add("user.email", FieldType.Keyword);

    /// <summary><c>user.domain</c>.</summary>
    public static Field UserDomain { get; } = Add("user.domain", FieldType.Keyword);

    /// <summary><c>user_agent.original</c>.</summary>
    public static Field UserAgentOriginal { get; } = Add("user_agent.original", FieldType.Keyword);

    /// <summary><c>user_agent.name</c>.</summary>
    public static Field UserAgentName { get; } = Add("user_agent.name", FieldType.Keyword);

    /// <summary><c>user_agent.version</c>.</summary>
    public static Field UserAgentVersion { get; } = Add("user_agent.version", FieldType.Keyword);

    /// <summary><c>user_agent.os.name</c>.</summary>
    public static Field UserAgentOsName { get; } = Add("user_agent.os.name", FieldType.Keyword);

    /// <summary><c>user_agent.os.version</c>.</summary>
    public static Field UserAgentOsVersion { get; } = Add("user_agent.os.version", FieldType.Keyword);

    /// <summary><c>user_agent.os.full</c>.</summary>
    public static Field UserAgentOsFull { get; } = Add("user_agent.os.full", FieldType.Keyword);

    /// <summary><c>user_agent.device.name</c>.</summary>
    public static Field UserAgentDeviceName { get; } = Add("user_agent.device.name", FieldType.Keyword);

    /// <summary><c>client.ip</c>.</summary>
    public static Field ClientIp { get; } = Add("client.ip", FieldType.Ip);

    /// <summary><c>source.ip</c>.</summary>
    public static Field SourceIp { get; } = Add("source.ip", FieldType.Ip);

    /// <summary><c>source.nat.ip</c>.</summary>
    public static Field SourceNatIp { get; } = Add("source.nat.ip", FieldType.Ip);

    /// <summary><c>destination.ip</c>.</summary>
    public static Field DestinationIp { get; } = Add("destination.ip", FieldType.Ip);

    /// <summary><c>client.port</c>.</summary>
    public static Field ClientPort { get; } = Add("client.port", FieldType.Long);

    /// <summary><c>source.port</c>.</summary>
    public static Field SourcePort { get; } = Add("source.port", FieldType.Long);

    /// <summary><c>destination.port</c>.</summary>
    public static Field DestinationPort { get; } = Add("destination.port", FieldType.Long);

    /// <summary><c>client.domain</c>.</summary>
    public static Field ClientDomain { get; } = Add("client.domain", FieldType.Keyword);

    /// <summary><c>source.domain</c>.</summary>
    public static Field SourceDomain { get; } = Add("source.domain", FieldType.Keyword);

    /// <summary><c>destination.address</c>.</summary>
    public static Field DestinationAddress { get; } = Add("destination.address", FieldType.Keyword);

    /// <summary><c>client.geo.continent_name</c>.</summary>
    public static Field ClientGeoContinentName { get; } = Add("client.geo.continent_name", FieldType.Keyword);

    /// <summary><c>client.geo.country_iso_code</c>.</summary>
    public static Field ClientGeoCountryIsoCode { get; } = Add("client.geo.country_iso_code", FieldType.Keyword);

    /// <summary><c>client.geo.country_name</c>.</summary>
    public static Field ClientGeoCountryName { get; } = Add("client.geo.country_name", FieldType.Keyword);

    /// <summary><c>client.geo.region_name</c>.</summary>
    public static Field ClientGeoRegionName { get; } = Add("client.geo.region_name", FieldType.Keyword);

    /// <summary><c>client.geo.region_iso_code</c>.</summary>
    public static Field ClientGeoRegionIsoCode { get; } = Add("client.geo.region_iso_code", FieldType.Keyword);

    /// <summary><c>client.geo.city_name</c>.</summary>
    public static Field ClientGeoCityName { get; } = Add("client.geo.city_name", FieldType.Keyword);

    /// <summary><c>client.geo.location</c>.</summary>
    public static Field ClientGeoLocation { get; } = Add("client.geo.location", FieldType.Json);

    /// <summary><c>network.connection.type</c>.</summary>
    public static Field NetworkConnectionType { get; } = Add("network.connection.type", FieldType.Keyword);

    /// <summary><c>network.connection.subtype</c>.</summary>
    public static Field NetworkConnectionSubtype { get; } = Add("network.connection.subtype", FieldType.Keyword);

    /// <summary><c>network.carrier.name</c>.</summary>
    public static Field NetworkCarrierName { get; } = Add("network.carrier.name", FieldType.Keyword);

    /// <summary><c>network.carrier.mcc</c>.</summary>
    public static Field NetworkCarrierMcc { get; } = Add("network.carrier.mcc", FieldType.Keyword);

    /// <summary><c>network.carrier.mnc</c>.</summary>
    public static Field NetworkCarrierMnc { get; } = Add("network.carrier.mnc", FieldType.Keyword);

    /// <summary><c>network.carrier.icc</c>.</summary>
    public static Field NetworkCarrierIcc { get; } = Add("network.carrier.icc", FieldType.Keyword);

    /// <summary><c>session.id</c>.</summary>
    public static Field SessionId { get; } = Add("session.id", FieldType.Keyword);

    /// <summary><c>session.sequence</c>.</summary>
    public static Field SessionSequence { get; } = Add("session.sequence", FieldType.Long);

    // HTTP and URL

    /// <summary><c>http.version</c>.</summary>
    public static Field HttpVersion { get; } = Add("http.version", FieldType.Keyword);

    /// <summary><c>http.request.method</c>.</summary>
    public static Field HttpRequestMethod { get; } = Add("http.request.method", FieldType.Keyword);

    /// <summary><c>http.request.id</c>.</summary>
    public static Field HttpRequestId { get; } = Add("http.request.id", FieldType.Keyword);

    /// <summary><c>http.request.referrer</c>.</summary>
    public static Field HttpRequestReferrer { get; } = Add("http.request.referrer", FieldType.Keyword);

    /// <summary><c>http.request.headers</c>.</summary>
    public static Field HttpRequestHeaders { get; } = Add("http.request.headers", FieldType.Json);

    /// <summary><c>http.request.env</c>.</summary>
    public static Field HttpRequestEnv { get; } = Add("http.request.env", FieldType.Json);

    /// <summary><c>http.request.cookies</c>.</summary>
    public static Field HttpRequestCookies { get; } = Add("http.request.cookies", FieldType.Json);

    /// <summary><c>http.request.body.original</c>.</summary>
    public static Field HttpRequestBodyOriginal { get; } = Add("http.request.body.original", FieldType.Json);

    /// <summary><c>http.response.headers</c>.</summary>
    public static Field HttpResponseHeaders { get; } = Add("http.response.headers", FieldType.Json);

    /// <summary><c>http.response.status_code</c>.</summary>
    public static Field HttpResponseStatusCode { get; } = Add("http.response.status_code", FieldType.Long);

    /// <summary><c>http.response.transfer_size</c>.</summary>
    public static Field HttpResponseTransferSize { get; } = Add("http.response.transfer_size", FieldType.Long);

    /// <summary><c>http.response.encoded_body_size</c>.</summary>
    public static Field HttpResponseEncodedBodySize { get; } = Add("http.response.encoded_body_size", FieldType.Long);

    /// <summary><c>http.response.decoded_body_size</c>.</summary>
    public static Field HttpResponseDecodedBodySize { get; } = Add("http.response.decoded_body_size", FieldType.Long);

    /// <summary><c>http.response.finished</c>.</summary>
    public static Field HttpResponseFinished { get; } = Add("http.response.finished", FieldType.Boolean);

    /// <summary><c>http.response.headers_sent</c>.</summary>
    public static Field HttpResponseHeadersSent { get; } = Add("http.response.headers_sent", FieldType.Boolean);

    /// <summary><c>url.original</c>.</summary>
    public static Field UrlOriginal { get; } = Add("url.original", FieldType.Keyword);

    /// <summary><c>url.full</c>.</summary>
    public static Field UrlFull { get; } = Add("url.full", FieldType.Keyword);

    /// <summary><c>url.scheme</c>.</summary>
    public static Field UrlScheme { get; } = Add("url.scheme", FieldType.Keyword);

    /// <summary><c>url.domain</c>.</summary>
    public static Field UrlDomain { get; } = Add("url.domain", FieldType.Keyword);

    /// <summary><c>url.path</c>.</summary>
    public static Field UrlPath { get; } = Add("url.path", FieldType.Keyword);

    /// <summary><c>url.query</c>.</summary>
    public static Field UrlQuery { get; } = Add("url.query", FieldType.Keyword);

    /// <summary><c>url.fragment</c>.</summary>
    public static Field UrlFragment { get; } = Add("url.fragment", FieldType.Keyword);

    /// <summary><c>url.port</c>.</summary>
    public static Field UrlPort { get; } = Add("url.port", FieldType.Long);

    // Transaction

    /// <summary><c>transaction.name</c>.</summary>
    public static Field TransactionName { get; } = Add("transaction.name", FieldType.Keyword);

    /// <summary><c>transaction.type</c>.</summary>
    public static Field TransactionType { get; } = Add("transaction.type", FieldType.Keyword);

    /// <summary><c>transaction.result</c>.</summary>
    public static Field TransactionResult { get; } = Add("transaction.result", FieldType.Keyword);

    /// <summary><c>transaction.duration.us</c>. Microseconds.</summary>
    public static Field TransactionDurationUs { get; } = Add("transaction.duration.us", FieldType.Long);

    /// <summary><c>transaction.sampled</c>.</summary>
    public static Field TransactionSampled { get; } = Add("transaction.sampled", FieldType.Boolean);

    /// <summary><c>transaction.root</c>.</summary>
    public static Field TransactionRoot { get; } = Add("transaction.root", FieldType.Boolean);

    /// <summary><c>transaction.representative_count</c>.</summary>
    public static Field TransactionRepresentativeCount { get; } = Add("transaction.representative_count", FieldType.Double);

    /// <summary><c>transaction.span_count.started</c>.</summary>
    public static Field TransactionSpanCountStarted { get; } = Add("transaction.span_count.started", FieldType.Long);

    /// <summary><c>transaction.span_count.dropped</c>.</summary>
    public static Field TransactionSpanCountDropped { get; } = Add("transaction.span_count.dropped", FieldType.Long);

    /// <summary><c>transaction.experience.cls</c>.</summary>
    public static Field TransactionExperienceCls { get; } = Add("transaction.experience.cls", FieldType.Double);

    /// <summary><c>transaction.experience.fid</c>.</summary>
    public static Field TransactionExperienceFid { get; } = Add("transaction.experience.fid", FieldType.Double);

    /// <summary><c>transaction.experience.tbt</c>.</summary>
    public static Field TransactionExperienceTbt { get; } = Add("transaction.experience.tbt", FieldType.Double);

    /// <summary><c>transaction.experience.longtask.sum</c>.</summary>
    public static Field TransactionExperienceLongtaskSum { get; } = Add("transaction.experience.longtask.sum", FieldType.Double);

    /// <summary><c>transaction.experience.longtask.max</c>.</summary>
    public static Field TransactionExperienceLongtaskMax { get; } = Add("transaction.experience.longtask.max", FieldType.Double);

    /// <summary><c>transaction.experience.longtask.count</c>.</summary>
    public static Field TransactionExperienceLongtaskCount { get; } = Add("transaction.experience.longtask.count", FieldType.Long);

    /// <summary><c>transaction.dropped_spans_stats</c>: a list of the spans that the agent counted instead of sending them.</summary>
    public static Field TransactionDroppedSpansStats { get; } = Add("transaction.dropped_spans_stats", FieldType.Json, isInDocument: false);

    /// <summary><c>transaction.custom</c>.</summary>
    public static Field TransactionCustom { get; } = Add("transaction.custom", FieldType.Json);

    /// <summary><c>transaction.message.headers</c>.</summary>
    public static Field TransactionMessageHeaders { get; } = Add("transaction.message.headers", FieldType.Json);

    /// <summary><c>transaction.message.queue.name</c>.</summary>
    public static Field TransactionMessageQueueName { get; } = Add("transaction.message.queue.name", FieldType.Keyword);

    /// <summary><c>transaction.message.routing_key</c>.</summary>
    public static Field TransactionMessageRoutingKey { get; } = Add("transaction.message.routing_key", FieldType.Keyword);

    /// <summary><c>transaction.message.body</c>.</summary>
    public static Field TransactionMessageBody { get; } = Add("transaction.message.body", FieldType.Keyword);

    /// <summary><c>transaction.message.age.ms</c>. Milliseconds.</summary>
    public static Field TransactionMessageAgeMs { get; } = Add("transaction.message.age.ms", FieldType.Long);

    /// <summary><c>transaction.profiler_stack_trace_ids</c>.</summary>
    public static Field TransactionProfilerStackTraceIds { get; } = Add("transaction.profiler_stack_trace_ids", FieldType.Keyword, isList: true);

    // Span

    /// <summary><c>span.name</c>.</summary>
    public static Field SpanName { get; } = Add("span.name", FieldType.Keyword);

    /// <summary><c>span.type</c>.</summary>
    public static Field SpanType { get; } = Add("span.type", FieldType.Keyword);

    /// <summary><c>span.subtype</c>.</summary>
    public static Field SpanSubtype { get; } = Add("span.subtype", FieldType.Keyword);

    /// <summary><c>span.action</c>.</summary>
    public static Field SpanAction { get; } = Add("span.action", FieldType.Keyword);

    /// <summary><c>span.kind</c>.</summary>
    public static Field SpanKind { get; } = Add("span.kind", FieldType.Keyword);

    /// <summary><c>span.duration.us</c>. Microseconds.</summary>
    public static Field SpanDurationUs { get; } = Add("span.duration.us", FieldType.Long);

    /// <summary><c>span.sync</c>.</summary>
    public static Field SpanSync { get; } = Add("span.sync", FieldType.Boolean);

    /// <summary><c>span.representative_count</c>.</summary>
    public static Field SpanRepresentativeCount { get; } = Add("span.representative_count", FieldType.Double);

    /// <summary><c>span.composite.count</c>.</summary>
    public static Field SpanCompositeCount { get; } = Add("span.composite.count", FieldType.Long);

    /// <summary><c>span.composite.sum.us</c>. Microseconds.</summary>
    public static Field SpanCompositeSumUs { get; } = Add("span.composite.sum.us", FieldType.Long);

    /// <summary><c>span.composite.compression_strategy</c>.</summary>
    public static Field SpanCompositeCompressionStrategy { get; } = Add("span.composite.compression_strategy", FieldType.Keyword);

    /// <summary><c>span.destination.service.name</c>.</summary>
    public static Field SpanDestinationServiceName { get; } = Add("span.destination.service.name", FieldType.Keyword);

    /// <summary><c>span.destination.service.type</c>.</summary>
    public static Field SpanDestinationServiceType { get; } = Add("span.destination.service.type", FieldType.Keyword);

    /// <summary><c>span.destination.service.resource</c>.</summary>
    public static Field SpanDestinationServiceResource { get; } = Add("span.destination.service.resource", FieldType.Keyword);

    /// <summary><c>span.db.instance</c>.</summary>
    public static Field SpanDbInstance { get; } = Add("span.db.instance", FieldType.Keyword);

    /// <summary><c>span.db.statement</c>.</summary>
    public static Field SpanDbStatement { get; } = Add("span.db.statement", FieldType.Keyword);

    /// <summary><c>span.db.type</c>.</summary>
    public static Field SpanDbType { get; } = Add("span.db.type", FieldType.Keyword);

    /// <summary><c>span.db.user.name</c>.</summary>
    public static Field SpanDbUserName { get; } = Add("span.db.user.name", FieldType.Keyword);

    /// <summary><c>span.db.link</c>.</summary>
    public static Field SpanDbLink { get; } = Add("span.db.link", FieldType.Keyword);

    /// <summary><c>span.db.rows_affected</c>.</summary>
    public static Field SpanDbRowsAffected { get; } = Add("span.db.rows_affected", FieldType.Long);

    /// <summary><c>span.message.queue.name</c>.</summary>
    public static Field SpanMessageQueueName { get; } = Add("span.message.queue.name", FieldType.Keyword);

    /// <summary><c>span.message.routing_key</c>.</summary>
    public static Field SpanMessageRoutingKey { get; } = Add("span.message.routing_key", FieldType.Keyword);

    /// <summary><c>span.message.body</c>.</summary>
    public static Field SpanMessageBody { get; } = Add("span.message.body", FieldType.Keyword);

    /// <summary><c>span.message.age.ms</c>. Milliseconds.</summary>
    public static Field SpanMessageAgeMs { get; } = Add("span.message.age.ms", FieldType.Long);

    /// <summary><c>span.message.headers</c>.</summary>
    public static Field SpanMessageHeaders { get; } = Add("span.message.headers", FieldType.Json);

    /// <summary><c>span.stacktrace</c>.</summary>
    public static Field SpanStacktrace { get; } = Add("span.stacktrace", FieldType.Json);

    /// <summary><c>code.stacktrace</c>.</summary>
    public static Field CodeStacktrace { get; } = Add("code.stacktrace", FieldType.Text);

    // Error

    /// <summary><c>error.culprit</c>.</summary>
    public static Field ErrorCulprit { get; } = Add("error.culprit", FieldType.Keyword);

    /// <summary><c>error.grouping_key</c>.</summary>
    public static Field ErrorGroupingKey { get; } = Add("error.grouping_key", FieldType.Keyword);

    /// <summary><c>error.grouping_name</c>.</summary>
    public static Field ErrorGroupingName { get; } = Add("error.grouping_name", FieldType.Keyword, isInDocument: false);

    /// <summary><c>error.exception</c>.</summary>
    public static Field ErrorException { get; } = Add("error.exception", FieldType.Json);

    /// <summary><c>error.exception.message</c>.</summary>
    public static Field ErrorExceptionMessage { get; } = Add("error.exception.message", FieldType.Keyword, isInDocument: false);

    /// <summary><c>error.exception.type</c>.</summary>
    public static Field ErrorExceptionType { get; } = Add("error.exception.type", FieldType.Keyword, isInDocument: false);

    /// <summary><c>error.exception.module</c>.</summary>
    public static Field ErrorExceptionModule { get; } = Add("error.exception.module", FieldType.Keyword, isInDocument: false);

    /// <summary><c>error.exception.code</c>.</summary>
    public static Field ErrorExceptionCode { get; } = Add("error.exception.code", FieldType.Keyword, isInDocument: false);

    /// <summary><c>error.exception.handled</c>.</summary>
    public static Field ErrorExceptionHandled { get; } = Add("error.exception.handled", FieldType.Boolean, isInDocument: false);

    /// <summary><c>error.log.message</c>.</summary>
    public static Field ErrorLogMessage { get; } = Add("error.log.message", FieldType.Text);

    /// <summary><c>error.log.param_message</c>.</summary>
    public static Field ErrorLogParamMessage { get; } = Add("error.log.param_message", FieldType.Keyword);

    /// <summary><c>error.log.level</c>.</summary>
    public static Field ErrorLogLevel { get; } = Add("error.log.level", FieldType.Keyword);

    /// <summary><c>error.log.logger_name</c>.</summary>
    public static Field ErrorLogLoggerName { get; } = Add("error.log.logger_name", FieldType.Keyword);

    /// <summary><c>error.log.stacktrace</c>.</summary>
    public static Field ErrorLogStacktrace { get; } = Add("error.log.stacktrace", FieldType.Json);

    /// <summary><c>error.custom</c>.</summary>
    public static Field ErrorCustom { get; } = Add("error.custom", FieldType.Json);

    /// <summary><c>error.message</c>.</summary>
    public static Field ErrorMessage { get; } = Add("error.message", FieldType.Text);

    /// <summary><c>error.stack_trace</c>.</summary>
    public static Field ErrorStackTrace { get; } = Add("error.stack_trace", FieldType.Text);

    /// <summary><c>error.type</c>.</summary>
    public static Field ErrorType { get; } = Add("error.type", FieldType.Keyword);

    // Log

    /// <summary><c>log.level</c>.</summary>
    public static Field LogLevel { get; } = Add("log.level", FieldType.Keyword);

    /// <summary><c>log.logger</c>.</summary>
    public static Field LogLogger { get; } = Add("log.logger", FieldType.Keyword);

    /// <summary><c>log.origin.file.name</c>.</summary>
    public static Field LogOriginFileName { get; } = Add("log.origin.file.name", FieldType.Keyword);

    /// <summary><c>log.origin.function</c>.</summary>
    public static Field LogOriginFunction { get; } = Add("log.origin.function", FieldType.Keyword);

    /// <summary><c>log.origin.file.line</c>.</summary>
    public static Field LogOriginFileLine { get; } = Add("log.origin.file.line", FieldType.Long);

    // Metric

    /// <summary><c>metricset.name</c>.</summary>
    public static Field MetricsetName { get; } = Add("metricset.name", FieldType.Keyword);

    /// <summary><c>metricset.interval</c>.</summary>
    public static Field MetricsetInterval { get; } = Add("metricset.interval", FieldType.Keyword);

    /// <summary><c>_doc_count</c>.</summary>
    public static Field DocCount { get; } = Add("_doc_count", FieldType.Long);

    /// <summary><c>span.self_time.count</c>.</summary>
    public static Field SpanSelfTimeCount { get; } = Add("span.self_time.count", FieldType.Long);

    /// <summary><c>span.self_time.sum.us</c>. Microseconds.</summary>
    public static Field SpanSelfTimeSumUs { get; } = Add("span.self_time.sum.us", FieldType.Long);

    /// <summary><c>agent_config_applied</c>.</summary>
    public static Field AgentConfigApplied { get; } = Add("agent_config_applied", FieldType.Long);

    /// <summary><c>transaction.aggregation.overflow_count</c>.</summary>
    public static Field TransactionAggregationOverflowCount { get; } = Add("transaction.aggregation.overflow_count", FieldType.Long);

    /// <summary><c>service_transaction.aggregation.overflow_count</c>.</summary>
    public static Field ServiceTransactionAggregationOverflowCount { get; } = Add("service_transaction.aggregation.overflow_count", FieldType.Long);

    /// <summary><c>service_destination.aggregation.overflow_count</c>.</summary>
    public static Field ServiceDestinationAggregationOverflowCount { get; } = Add("service_destination.aggregation.overflow_count", FieldType.Long);

    /// <summary><c>service_summary.aggregation.overflow_count</c>.</summary>
    public static Field ServiceSummaryAggregationOverflowCount { get; } = Add("service_summary.aggregation.overflow_count", FieldType.Long);

    /// <summary><c>span.destination.service.response_time.count</c>.</summary>
    public static Field SpanDestinationServiceResponseTimeCount { get; } = Add("span.destination.service.response_time.count", FieldType.Long);

    /// <summary><c>span.destination.service.response_time.sum.us</c>. Microseconds.</summary>
    public static Field SpanDestinationServiceResponseTimeSumUs { get; } = Add("span.destination.service.response_time.sum.us", FieldType.Long);

    /// <summary><c>transaction.duration.histogram</c>.</summary>
    public static Field TransactionDurationHistogram { get; } = Add("transaction.duration.histogram", FieldType.Histogram);

    /// <summary><c>transaction.duration.summary</c>.</summary>
    public static Field TransactionDurationSummary { get; } = Add("transaction.duration.summary", FieldType.Json);

    /// <summary>
    /// <c>span.fingerprint</c>: the kind of call that a span is, the same for calls that differ only in their values. A statement without
    /// its literals, or the method, host and route of an HTTP call. Ashiato's own; it is found when an event arrives.
    /// </summary>
    public static Field SpanFingerprint { get; } = Add("span.fingerprint", FieldType.Keyword, isInDocument: false);

    private static readonly FrozenDictionary<string, Field> s_byName = s_known.ToFrozenDictionary(field => field.Name);

    /// <summary>All fields of the table; <see cref="Field.Index"/> is the position.</summary>
    public static IReadOnlyList<Field> Known => s_known;

    /// <summary>The label <c>labels.<paramref name="key"/></c>, text or truth value.</summary>
    public static Field Label(string key) => Dynamic(LabelPrefix + key, FieldType.Keyword);

    /// <summary>The label <c>numeric_labels.<paramref name="key"/></c>, a number.</summary>
    public static Field NumericLabel(string key) => Dynamic(NumericLabelPrefix + key, FieldType.Double);

    /// <summary>A mark of a transaction, <c>transaction.marks.<paramref name="group"/>.<paramref name="mark"/></c>, a number.</summary>
    public static Field Mark(string group, string mark) => Dynamic($"{MarkPrefix}{group}.{mark}", FieldType.Double);

    /// <summary>A metric sample, a number under its own name.</summary>
    public static Field Sample(string name) => Dynamic(name, FieldType.Double);

    /// <summary>A metric sample that is a histogram.</summary>
    public static Field HistogramSample(string name) => Dynamic(name, FieldType.Histogram);

    /// <summary>A value under its own name that is a JSON object, such as a summary <c>{"value_count":…,"sum":…}</c>.</summary>
    public static Field ObjectSample(string name) => Dynamic(name, FieldType.Json);

    /// <summary>A field of the table, by its name.</summary>
    /// <returns><see langword="false"/> when the table does not hold the name.</returns>
    public static bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Field? field) => s_byName.TryGetValue(name, out field);

    /// <summary>The field that a name stands for: one of the table, a label or mark by its prefix, else a metric sample.</summary>
    public static Field Resolve(string name)
    {
        if (TryGet(name, out var field)) return field;
        return Dynamic(name, name.StartsWith(LabelPrefix, StringComparison.Ordinal) ? FieldType.Keyword : FieldType.Double);
    }

    /// <summary>The field with a name and a type: the one of the table if it is that, else a dynamic one.</summary>
    public static Field Resolve(string name, FieldType type) =>
        TryGet(name, out var field) && field.Type == type ? field : Dynamic(name, type);

    private static Field Dynamic(string name, FieldType type) => new(name, type, Field.NotInTable, isList: false, isInDocument: true);

    private static Field Add(string name, FieldType type, bool isList = false, bool isInDocument = true)
    {
        var field = new Field(name, type, s_known.Count, isList, isInDocument);
        s_known.Add(field);
        return field;
    }
}

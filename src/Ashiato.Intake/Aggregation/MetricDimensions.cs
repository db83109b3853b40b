using Ashiato.Model;

namespace Ashiato.Intake.Aggregation;

/// <summary>What the groups of each metric are told apart by. The order is that of the keys.</summary>
internal static class MetricDimensions
{
    /// <summary>What tells services apart, beside the time.</summary>
    public static readonly Field[] Service =
        [Fields.ServiceName, Fields.ServiceEnvironment, Fields.ServiceLanguageName, Fields.AgentName, GlobalLabels.Field];

    /// <summary>What tells groups of transactions apart, beside whether they are roots.</summary>
    public static readonly Field[] Transaction =
    [
        Fields.TransactionName, Fields.TransactionType, Fields.TransactionResult, Fields.EventOutcome,
        Fields.ContainerId, Fields.KubernetesPodName, Fields.ServiceVersion, Fields.ServiceNodeName, Fields.ServiceRuntimeName,
        Fields.ServiceRuntimeVersion, Fields.ServiceLanguageVersion, Fields.HostHostname, Fields.HostName, Fields.HostOsPlatform,
        Fields.FaasColdstart, Fields.FaasId, Fields.FaasName, Fields.FaasVersion, Fields.FaasTriggerType,
        Fields.CloudProvider, Fields.CloudRegion, Fields.CloudAvailabilityZone, Fields.CloudServiceName, Fields.CloudAccountId,
        Fields.CloudAccountName, Fields.CloudMachineType, Fields.CloudProjectId, Fields.CloudProjectName,
    ];

    /// <summary>What tells groups of a service's transactions apart.</summary>
    public static readonly Field[] ServiceTransaction = [Fields.TransactionType];

    /// <summary>What tells groups of calls apart.</summary>
    public static readonly Field[] Destination =
        [Fields.SpanName, Fields.EventOutcome, Fields.ServiceTargetType, Fields.ServiceTargetName, Fields.SpanDestinationServiceResource];
}

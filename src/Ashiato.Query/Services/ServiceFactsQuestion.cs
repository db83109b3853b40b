using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Services;

/// <summary>What does a service run on? As its newest transaction says.</summary>
internal sealed class ServiceFactsQuestion(IEventStore store)
{
    private static readonly Field[] s_fields =
    [
        Fields.ServiceRuntimeName, Fields.ServiceRuntimeVersion, Fields.ServiceFrameworkName, Fields.ServiceFrameworkVersion, Fields.AgentName, Fields.AgentVersion,
        Fields.HostName, Fields.HostOsFull, Fields.HostOsPlatform, Fields.ContainerId, Fields.ContainerImageName,
        Fields.KubernetesPodName, Fields.KubernetesNamespace, Fields.KubernetesNodeName,
        Fields.CloudProvider, Fields.CloudRegion, Fields.CloudAvailabilityZone, Fields.CloudMachineType, Fields.CloudServiceName, Fields.FaasName,
    ];

    /// <summary>The values by the names of their fields; empty when nothing of the service is known in the period.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AskAsync(string service, Period period, CancellationToken cancel)
    {
        var page = await store.QueryAsync(
            new RowQuery
            {
                Time = period.Time,
                Filter = Filter.Is(Fields.ServiceName, service).And(period.Filter).And(TransactionNumbers.IsTransaction),
                Fields = s_fields,
                Limit = 1,
            },
            cancel);
        var values = new Dictionary<string, string>();
        foreach (var row in page.Rows.Rows)
        {
            foreach (var field in s_fields) if (row.Text(field) is { Length: > 0 } value) values.Add(field.Name, value);
        }
        return values;
    }
}

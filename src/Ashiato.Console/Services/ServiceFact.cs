using Ashiato.Model;

namespace Ashiato.Console.Services;

/// <summary>What a service runs on, in the order in which it is told.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Field">The field that a click asks for.</param>
/// <param name="Value">The value of that field.</param>
/// <param name="More">What belongs to it, such as its version.</param>
internal sealed record ServiceFact(string Label, string Field, string Value, string? More)
{
    /// <summary>What is known, of all that could be.</summary>
    public static IReadOnlyList<ServiceFact> Of(IReadOnlyDictionary<string, string> values)
    {
        var facts = new List<ServiceFact>();
        Add(Texts.Runtime, Fields.ServiceRuntimeName, Fields.ServiceRuntimeVersion);
        Add(Texts.Framework, Fields.ServiceFrameworkName, Fields.ServiceFrameworkVersion);
        Add(Texts.Agent, Fields.AgentName, Fields.AgentVersion);
        Add(Texts.Host, Fields.HostName);
        if (!Add(Texts.OperatingSystem, Fields.HostOsFull)) Add(Texts.OperatingSystem, Fields.HostOsPlatform);
        Add(Texts.Container, Fields.ContainerId);
        Add(Texts.ContainerImage, Fields.ContainerImageName);
        Add(Texts.Pod, Fields.KubernetesPodName);
        Add(Texts.PodNamespace, Fields.KubernetesNamespace);
        Add(Texts.PodNode, Fields.KubernetesNodeName);
        Add(Texts.CloudService, Fields.CloudServiceName);
        Add(Texts.Cloud, Fields.CloudProvider);
        Add(Texts.CloudRegion, Fields.CloudRegion, Fields.CloudAvailabilityZone);
        Add(Texts.CloudMachine, Fields.CloudMachineType);
        Add(Texts.Function, Fields.FaasName);
        return facts;

        bool Add(string label, Field field, Field? more = null)
        {
            if (!values.TryGetValue(field.Name, out string? value)) return false;
            facts.Add(new ServiceFact(label, field.Name, value, more is null ? null : values.GetValueOrDefault(more.Name)));
            return true;
        }
    }
}

using System.Collections.Frozen;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What is to be done with an attribute of a resource.</summary>
internal enum ResourceRole : byte
{
    /// <summary>The text is the field's value.</summary>
    Text,

    Pid, Addresses, ServiceName, ServiceNode, Environment, SdkName, SdkVersion, Language, DistroName, DistroVersion,
    ContainerId, Hostname, NodeName, Kubernetes, OsType, OsName, Dataset, Namespace, ExportTime,
}

/// <summary>The attributes of resources that mean more than a label.</summary>
internal static class ResourceAttributes
{
    private static readonly FrozenDictionary<string, (ResourceRole, Field?)>.AlternateLookup<ReadOnlySpan<char>> s_attributes = new Dictionary<string, (ResourceRole, Field?)>
    {
        ["service.name"] = (ResourceRole.ServiceName, null),
        ["service.version"] = (ResourceRole.Text, Fields.ServiceVersion),
        ["service.instance.id"] = (ResourceRole.ServiceNode, null),
        ["deployment.environment"] = (ResourceRole.Environment, null),
        ["deployment.environment.name"] = (ResourceRole.Environment, null),
        ["telemetry.sdk.name"] = (ResourceRole.SdkName, null),
        ["telemetry.sdk.version"] = (ResourceRole.SdkVersion, null),
        ["telemetry.sdk.language"] = (ResourceRole.Language, null),
        ["telemetry.distro.name"] = (ResourceRole.DistroName, null),
        ["telemetry.distro.version"] = (ResourceRole.DistroVersion, null),
        ["telemetry.sdk.elastic_export_timestamp"] = (ResourceRole.ExportTime, null),
        ["cloud.provider"] = (ResourceRole.Text, Fields.CloudProvider),
        ["cloud.account.id"] = (ResourceRole.Text, Fields.CloudAccountId),
        ["cloud.region"] = (ResourceRole.Text, Fields.CloudRegion),
        ["cloud.availability_zone"] = (ResourceRole.Text, Fields.CloudAvailabilityZone),
        ["cloud.platform"] = (ResourceRole.Text, Fields.CloudServiceName),
        ["container.id"] = (ResourceRole.ContainerId, Fields.ContainerId),
        ["container.name"] = (ResourceRole.Text, Fields.ContainerName),
        ["container.image.name"] = (ResourceRole.Text, Fields.ContainerImageName),
        ["container.image.tag"] = (ResourceRole.Text, Fields.ContainerImageTag),
        ["container.runtime"] = (ResourceRole.Text, Fields.ContainerRuntime),
        ["k8s.namespace.name"] = (ResourceRole.Kubernetes, Fields.KubernetesNamespace),
        ["k8s.node.name"] = (ResourceRole.NodeName, Fields.KubernetesNodeName),
        ["k8s.pod.name"] = (ResourceRole.Kubernetes, Fields.KubernetesPodName),
        ["k8s.pod.uid"] = (ResourceRole.Kubernetes, Fields.KubernetesPodUid),
        ["host.name"] = (ResourceRole.Hostname, null),
        ["host.id"] = (ResourceRole.Text, Fields.HostId),
        ["host.type"] = (ResourceRole.Text, Fields.HostType),
        ["host.arch"] = (ResourceRole.Text, Fields.HostArchitecture),
        ["host.ip"] = (ResourceRole.Addresses, Fields.HostIp),
        ["process.pid"] = (ResourceRole.Pid, Fields.ProcessPid),
        ["process.command_line"] = (ResourceRole.Text, Fields.ProcessCommandLine),
        ["process.executable.path"] = (ResourceRole.Text, Fields.ProcessExecutable),
        ["process.runtime.name"] = (ResourceRole.Text, Fields.ServiceRuntimeName),
        ["process.runtime.version"] = (ResourceRole.Text, Fields.ServiceRuntimeVersion),
        ["process.owner"] = (ResourceRole.Text, Fields.UserName),
        ["os.type"] = (ResourceRole.OsType, null),
        ["os.description"] = (ResourceRole.Text, Fields.HostOsFull),
        ["os.name"] = (ResourceRole.OsName, Fields.HostOsName),
        ["os.version"] = (ResourceRole.Text, Fields.HostOsVersion),
        ["device.id"] = (ResourceRole.Text, Fields.DeviceId),
        ["device.model.identifier"] = (ResourceRole.Text, Fields.DeviceModelIdentifier),
        ["device.model.name"] = (ResourceRole.Text, Fields.DeviceModelName),
        ["device.manufacturer"] = (ResourceRole.Text, Fields.DeviceManufacturer),
        ["data_stream.dataset"] = (ResourceRole.Dataset, null),
        ["data_stream.namespace"] = (ResourceRole.Namespace, null),
    }.ToFrozenDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds an attribute.</summary>
    /// <returns><see langword="false"/> when it is a label.</returns>
    public static bool TryFind(ReadOnlySpan<byte> key, out (ResourceRole Role, Field? Field) attribute)
    {
        attribute = default;
        Span<char> name = stackalloc char[64];
        if (key.Length > name.Length || !Ascii.IsValid(key)) return false;
        return s_attributes.TryGetValue(name[..Encoding.UTF8.GetChars(key, name)], out attribute);
    }
}

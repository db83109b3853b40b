using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;

namespace Ashiato.Operator.Certificates;

/// <summary>The authorities whose certificates an object takes of its clients: its own, and those that its author names.</summary>
/// <param name="Bundle">The authorities in PEM.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Troubles">What was named and is not there.</param>
internal sealed record ClientTrust(string Bundle, int Count, IReadOnlyList<string> Troubles)
{
    /// <summary>The key among the served certificates.</summary>
    public const string Key = "client-ca.crt";

    /// <summary>How often the Secrets that an author names are looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private const string Argument = "--client-ca=";

    /// <summary>True when clients need a certificate: they shall, or the pods that run still ask for one.</summary>
    public static bool IsAskedBy(OperatorParts parts, StackObject item) => item.AsksClients || Runs(parts, item);

    /// <summary>True when the pods may ask: a store waits until all consoles and servers that belong to it have something to show.</summary>
    public static bool MayAsk(OperatorParts parts, StackObject item) => item.AsksClients && (item.Kind != StackKind.Elasticsearch || Runs(parts, item) || WaitsFor(parts, item).Count == 0);

    /// <summary>Sets the condition, for objects that ask.</summary>
    public static void Set(OperatorParts parts, StackObject item, CertificateState? certificates, ConditionList conditions)
    {
        if (!item.AsksClients || certificates?.Clients is not { } trust) return;
        var waits = MayAsk(parts, item) ? [] : WaitsFor(parts, item);
        if (trust.Troubles.Count > 0) conditions.Set("ClientCertificatesReady", false, "AuthorityMissing", string.Join("; ", trust.Troubles));
        else if (waits.Count > 0) conditions.Set("ClientCertificatesReady", false, "WaitingForClients", $"clients are not asked yet, since {string.Join(", ", waits)} have no certificate to show yet");
        else conditions.Set("ClientCertificatesReady", true, "Required", $"clients must show a certificate of one of {trust.Count} authorities");
    }

    /// <summary>Reads the authorities.</summary>
    /// <param name="parts">What to look with.</param>
    /// <param name="item">The object.</param>
    /// <param name="own">Its own authorities, in PEM.</param>
    /// <param name="cancel">Ends the look.</param>
    public static async Task<ClientTrust> ReadAsync(OperatorParts parts, StackObject item, string own, CancellationToken cancel)
    {
        var all = new List<string>(KeyPair.Split(own));
        var troubles = new List<string>();
        foreach (string name in item.ClientAuthorities)
        {
            var secret = await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
            string? given = secret?.SecretText("ca.crt") ?? secret?.SecretText("tls.crt");
            if (KeyPair.LoadAll(given).Count > 0) all.AddRange(KeyPair.Split(given).Where(part => part.Contains("CERTIFICATE", StringComparison.Ordinal)));
            else troubles.Add($"Secret {name} of annotation {Names.ClientAuthorities} {(secret is null ? "does not exist" : "has no certificate as ca.crt")}");
        }
        foreach (string trouble in troubles) parts.Events.Warning(item.Source, "ClientAuthorityMissing", trouble);
        return new ClientTrust(string.Concat(all), all.Count, troubles);
    }

    private static bool Runs(OperatorParts parts, StackObject item)
    {
        var workloads = item.Kind == StackKind.Elasticsearch
            ? item.Groups.Select(group => parts.View.Child(item, ResourceTypes.StatefulSets, item.StatefulSet(group)))
            : [parts.View.Child(item, ResourceTypes.Deployments, item.Workload)];
        return workloads.Any(workload => workload?.ObjectsAt("spec", "template", "spec", "containers").Any(container => container.ListAt("args").Any(argument => argument?.ToString().StartsWith(Argument, StringComparison.Ordinal) == true)) == true);
    }

    private static List<string> WaitsFor(OperatorParts parts, StackObject store)
    {
        var waits = new List<string>();
        foreach (var kind in StackKind.All.Where(kind => kind != StackKind.Elasticsearch))
        {
            foreach (var source in parts.View.Of(kind.Type).Objects)
            {
                var item = new StackObject(kind, source);
                if (source.IsDeleting || item.Store?.Means(source.Namespace, store.Key) != true || parts.View.Child(item, ResourceTypes.Deployments, item.Workload) is not { } deployment) continue;
                bool shows = deployment.ObjectsAt("spec", "template", "spec", "volumes").Any(volume => volume.Text("name") == DeploymentReconciler.ClientVolume);
                bool isRolledOut = deployment.Number("status", "observedGeneration") >= deployment.Generation && deployment.Number("status", "updatedReplicas") == deployment.Number("status", "replicas");
                if (!shows || !isRolledOut) waits.Add($"{kind.Type.Kind} {source.Key}");
            }
        }
        return waits;
    }
}

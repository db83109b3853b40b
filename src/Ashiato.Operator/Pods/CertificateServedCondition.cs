using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;

namespace Ashiato.Operator.Pods;

/// <summary>Whether pods show the certificate that was issued last.</summary>
internal static class CertificateServedCondition
{
    private const string Type = "CertificateServed";
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    public static void Set(OperatorParts parts, StackObject item, PodsSeen seen, ConditionList conditions)
    {
        if (!item.HasTls) return;
        conditions.Set(Type, seen.IsServed, seen.IsServed switch { true => "Served", false => "NotYetServed", null => "NotObserved" }, seen.Message);
        if (seen.IsServed != false) return;
        var known = item.Source.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == Type && condition.Text("status") == "False");
        if (KubeTime.TryParse(known?.Text("lastTransitionTime"), out var since) && parts.Time.GetUtcNow() - since > s_long) parts.Events.Warning(item.Source, "CertificateNotServed", seen.Message);
    }
}

using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Pods;

/// <summary>Which version an object's pods are of.</summary>
internal static class RunningVersion
{
    /// <summary>The lowest among them; the declared one while there are none.</summary>
    public static string Of(StackObject item, IEnumerable<JsonObject> pods) =>
        pods.Select(pod => pod.Label(item.Kind.VersionLabel)).OfType<string>().OrderBy(text => StackVersion.TryParse(text, out var version) ? version : default).FirstOrDefault() ?? item.Version;
}

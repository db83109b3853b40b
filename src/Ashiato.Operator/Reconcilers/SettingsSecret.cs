using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Reconcilers;

/// <summary>The Secret with a role's settings.</summary>
internal static class SettingsSecret
{
    /// <summary>Writes it, and has the pods' nodes bring it soon when it has changed.</summary>
    public static async Task ApplyAsync(OperatorParts parts, StackObject item, string name, Settings settings, CancellationToken cancel)
    {
        string? known = parts.View.Child(item, ResourceTypes.Secrets, name)?.SecretText(item.Kind.ConfigKey);
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, name, new Dictionary<string, string> { [item.Kind.ConfigKey] = settings.ToString() }), cancel);
        if (known is not null && known != settings.ToString()) await parts.Children.TouchPodsAsync(item, cancel);
    }
}

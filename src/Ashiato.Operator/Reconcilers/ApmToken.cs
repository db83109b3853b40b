using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Reconcilers;

/// <summary>The Secret with the token that agents send, and its replacement while agents still have the one before.</summary>
/// <remarks>How far a replacement has come is written on the Secret itself, so that an operator that is killed goes on where it was.</remarks>
internal sealed class ApmToken(OperatorParts parts)
{
    /// <summary>The key of the token that counts; one before counts, too, while it is there.</summary>
    public const string Key = "secret-token", PreviousKey = "previous-secret-token";

    private static readonly TimeSpan s_grace = TimeSpan.FromHours(24);

    /// <summary>Makes sure that there is a token, and replaces it when the object's annotation has a new value.</summary>
    /// <returns>When the token before ends; <see langword="null"/> when there is none.</returns>
    public async Task<DateTimeOffset?> EnsureAsync(StackObject item, CancellationToken cancel)
    {
        string name = item.Child("token");
        var values = await parts.Generated.EnsureAsync(item, name, [Key], isOwned: false, "SecretTokenReplaced", cancel);
        // Made a moment ago, it may not be seen yet: its time comes with the next look.
        if (parts.View.Child(item, ResourceTypes.Secrets, name) is not { } secret) return null;
        var now = parts.Time.GetUtcNow();
        if (item.Source.Annotation(Names.RotateToken) is { } wish && wish != secret.Annotation(Names.RotatedFor)) return await RotateAsync(item, secret, values[Key], wish, now, cancel);
        if (secret.SecretText(PreviousKey) is null) return null;
        if (KubeTime.TryParse(secret.Annotation(Names.PreviousUntil), out var until) && now < until) return until;
        await PatchAsync(secret, new JsonObject { [PreviousKey] = null }, new JsonObject { [Names.PreviousUntil] = null }, cancel);
        return null;
    }

    private async Task<DateTimeOffset?> RotateAsync(StackObject item, JsonObject secret, string current, string wish, DateTimeOffset now, CancellationToken cancel)
    {
        var grace = item.Source.Annotation(Names.RotateTokenGrace) is { } text && GoDuration.TryParse(text, out var given) ? given : s_grace;
        var until = now + grace;
        var data = ChildDocuments.Encode([KeyValuePair.Create(Key, GeneratedSecrets.NewSecret()), KeyValuePair.Create(PreviousKey, current)]);
        await PatchAsync(secret, data, new JsonObject { [Names.RotatedFor] = wish, [Names.PreviousUntil] = KubeTime.Seconds(until) }, cancel);
        parts.Events.Normal(item.Source, "SecretTokenRotated", string.Create(CultureInfo.InvariantCulture, $"Secret {secret.Name} has a new token; the one before counts until {until:yyyy-MM-dd HH:mm} UTC"));
        await parts.Children.TouchPodsAsync(item, cancel);
        return until;
    }

    private async Task PatchAsync(JsonObject secret, JsonObject data, JsonObject annotations, CancellationToken cancel)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = secret.ResourceVersion, ["annotations"] = annotations }, ["data"] = data };
        parts.View.Of(ResourceTypes.Secrets).Observe(await parts.Client.PatchAsync(ResourceTypes.Secrets, secret.Key, patch, cancel), secret);
    }
}

using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Associations;

/// <summary>Writes on an object what it is connected with, where other tools look for it.</summary>
internal static class ConnectionNote
{
    /// <summary>Writes it if it differs.</summary>
    /// <param name="parts">What to write with.</param>
    /// <param name="item">The object.</param>
    /// <param name="annotation">The annotation.</param>
    /// <param name="what">What it is connected with, for the event: the store or the console.</param>
    /// <param name="connection">The connection; <see langword="null"/> for none.</param>
    /// <param name="cancel">Ends the write.</param>
    public static async Task WriteAsync(OperatorParts parts, StackObject item, string annotation, string what, JsonObject? connection, CancellationToken cancel)
    {
        string? text = connection?.ToJsonString();
        if (item.Source.Annotation(annotation) == text) return;
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = text } } };
        parts.View.Of(item.Kind.Type).Observe(await parts.Client.PatchAsync(item.Kind.Type, item.Key, patch, cancel), item.Source);
        parts.Events.Normal(item.Source, "AssociationStatusChange", text is null ? $"the connection with {what} is gone" : $"the connection with {what} at {connection!.Text("url")} stands");
    }
}

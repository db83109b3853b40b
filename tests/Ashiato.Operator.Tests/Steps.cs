using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>What many tests do with a cluster.</summary>
internal static class Steps
{
    extension(OperatorCluster self)
    {
        /// <summary>A condition of an object of the default namespace; <see langword="null"/> when it has none of that type.</summary>
        public JsonObject? Condition(StackKind kind, string name, string type) => self.Find(kind.Type, name)?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

        /// <summary>Waits for a condition's reason.</summary>
        public Task UntilReasonAsync(StackKind kind, string name, string type, string reason) =>
            OperatorCluster.UntilAsync($"{type}/{reason} of {name}", () => self.Condition(kind, name, type) is { } condition && condition.Text("reason") == reason ? "" : $"it is {self.Condition(kind, name, type)?.ToJsonString()}");

        /// <summary>Waits for an event.</summary>
        public Task ToldAsync(string reason, string text) => OperatorCluster.UntilAsync($"The event {reason}", () =>
            self.Cluster.Store.All("events").Any(told => told.Text("reason") == reason && told.Text("message")!.Contains(text, StringComparison.Ordinal)));

        /// <summary>Changes an object's annotation, or takes it away.</summary>
        public Task AnnotateAsync(StackKind kind, string name, string annotation, string? value) =>
            self.PatchAsync(kind, name, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = value } } });

        /// <summary>Changes fields of an object's spec.</summary>
        public Task SpecAsync(StackKind kind, string name, JsonObject spec) => self.PatchAsync(kind, name, new JsonObject { ["spec"] = spec });

        private async Task PatchAsync(StackKind kind, string name, JsonObject patch) => await self.Client.PatchAsync(kind.Type, new ObjectKey("default", name), patch, TestContext.Current.CancellationToken);
    }
}

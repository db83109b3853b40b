using System.Text;
using System.Text.Json.Nodes;

namespace Ashiato.Kube.Objects;

/// <summary>What all objects of the API have, read from their JSON.</summary>
/// <remarks>
/// Objects are JSON at the edges and never round-tripped through types, which would drop every field that a type does not know.
/// Source: Kubernetes API conventions, "Objects".
/// </remarks>
public static class KubeObjects
{
    extension(JsonObject self)
    {
        /// <summary>The metadata; made when missing.</summary>
        public JsonObject Metadata => self.Child("metadata");

        /// <summary>The name; empty when it has none yet.</summary>
        public string Name => self.Text("metadata", "name") ?? "";

        /// <summary>The namespace; empty for objects of the cluster.</summary>
        public string Namespace => self.Text("metadata", "namespace") ?? "";

        /// <summary>Namespace and name.</summary>
        public ObjectKey Key => new(self.Namespace, self.Name);

        /// <summary>The identity that the server gave; empty before.</summary>
        public string Uid => self.Text("metadata", "uid") ?? "";

        /// <summary>The version, an opaque text; empty before the object was stored.</summary>
        public string ResourceVersion => self.Text("metadata", "resourceVersion") ?? "";

        /// <summary>How often the specification changed; 0 before the object was stored.</summary>
        public long Generation => self.Number("metadata", "generation") ?? 0;

        /// <summary>True once somebody asked for the deletion.</summary>
        public bool IsDeleting => self.Text("metadata", "deletionTimestamp") is not null;

        /// <summary>A label's value, or <see langword="null"/>.</summary>
        public string? Label(string name) => self.Text("metadata", "labels", name);

        /// <summary>An annotation's value, or <see langword="null"/>.</summary>
        public string? Annotation(string name) => self.Text("metadata", "annotations", name);

        /// <summary>The owner that controls the object, or <see langword="null"/>.</summary>
        public JsonObject? Controller => self.At("metadata", "ownerReferences") is JsonArray owners
            ? owners.OfType<JsonObject>().FirstOrDefault(owner => owner["controller"] is JsonValue flag && flag.TryGetValue(out bool isController) && isController)
            : null;

        /// <summary>What is found by following names; <see langword="null"/> when any is missing.</summary>
        public JsonNode? At(params ReadOnlySpan<string> path)
        {
            JsonNode? node = self;
            foreach (string name in path)
            {
                if (node is not JsonObject parent || !parent.TryGetPropertyValue(name, out node)) return null;
            }
            return node;
        }

        /// <summary>The object found by following names, or <see langword="null"/>.</summary>
        public JsonObject? ObjectAt(params ReadOnlySpan<string> path) => self.At(path) as JsonObject;

        /// <summary>The list found by following names; empty when there is none.</summary>
        public IEnumerable<JsonNode?> ListAt(params ReadOnlySpan<string> path) => self.At(path) as JsonArray ?? [];

        /// <summary>The objects of a list found by following names.</summary>
        public IEnumerable<JsonObject> ObjectsAt(params ReadOnlySpan<string> path) => (self.At(path) as JsonArray ?? []).OfType<JsonObject>();

        /// <summary>The text found by following names; <see langword="null"/> when it is missing or no text.</summary>
        public string? Text(params ReadOnlySpan<string> path) => self.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

        /// <summary>The whole number found by following names.</summary>
        public long? Number(params ReadOnlySpan<string> path) => self.At(path).AsNumber();

        /// <summary>The truth found by following names.</summary>
        public bool? Flag(params ReadOnlySpan<string> path) => self.At(path) is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

        /// <summary>The object below a name; made when missing.</summary>
        public JsonObject Child(string name)
        {
            if (self[name] is JsonObject child) return child;
            var made = new JsonObject();
            self[name] = made;
            return made;
        }

        /// <summary>A Secret's value, decoded; <see langword="null"/> when the key is missing or damaged.</summary>
        public byte[]? SecretBytes(string key)
        {
            if (self.Text("data", key) is not { } encoded) return null;
            byte[] bytes = new byte[encoded.Length];
            return Convert.TryFromBase64String(encoded, bytes, out int length) ? bytes[..length] : null;
        }

        /// <summary>A Secret's value as UTF-8; <see langword="null"/> when the key is missing or damaged.</summary>
        public string? SecretText(string key) => self.SecretBytes(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
    }

    extension(JsonNode? self)
    {
        /// <summary>The node as a whole number, or <see langword="null"/>.</summary>
        public long? AsNumber()
        {
            if (self is not JsonValue value) return null;
            if (value.TryGetValue(out long number)) return number;
            if (value.TryGetValue(out int small)) return small;
            return value.TryGetValue(out double real) && real == Math.Truncate(real) ? (long)real : null;
        }
    }
}

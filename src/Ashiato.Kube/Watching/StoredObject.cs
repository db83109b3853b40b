using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Watching;

/// <summary>An object as a copy keeps it: its text, and what it is looked for by.</summary>
/// <remarks>
/// A tree of JSON takes some five times its text, and most objects are only looked at when something happens to them or their owner. So the text is kept and read when it is asked for;
/// who owns which field, often half of an object, is left out, since nobody here asks.
/// </remarks>
internal sealed class StoredObject
{
    private readonly byte[] _utf8;
    private readonly KeyValuePair<string, string>[] _labels;

    private StoredObject(byte[] utf8, string version, KeyValuePair<string, string>[] labels) => (_utf8, Version, _labels) = (utf8, version, labels);

    /// <summary>Its version, an opaque text.</summary>
    public string Version { get; }

    /// <summary>Takes in an object; what is left out is removed from <paramref name="item"/>, too.</summary>
    public static StoredObject Of(JsonObject item)
    {
        item.Metadata.Remove("managedFields");
        var labels = item.ObjectAt("metadata", "labels") is { } given
            // Labels' names are the same few everywhere.
            ? given.Select(label => KeyValuePair.Create(string.Intern(label.Key), label.Value?.ToString() ?? "")).ToArray()
            : [];
        return new StoredObject(Utf8Of(item), item.ResourceVersion, labels);
    }

    private static byte[] Utf8Of(JsonObject item)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer)) item.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>True when it carries a label with a value.</summary>
    public bool Has(string label, string value)
    {
        foreach (var known in _labels)
            if (known.Key == label) return known.Value == value;
        return false;
    }

    /// <summary>The object, made anew with every call.</summary>
    public JsonObject Read() => (JsonObject)JsonNode.Parse(_utf8)!;
}

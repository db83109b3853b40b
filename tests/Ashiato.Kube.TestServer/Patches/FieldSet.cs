using System.Text.Json.Nodes;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>Which fields of an object somebody owns: paths of <c>f:name</c>, <c>k:{keys}</c> and <c>v:value</c>; a last <c>.</c> is the item itself.</summary>
/// <remarks>Source: Kubernetes documentation, "Server-Side Apply", <c>FieldsV1</c>.</remarks>
internal sealed class FieldSet
{
    private const char Separator = '\u0001';
    private readonly HashSet<string> _paths = [];

    public IReadOnlyCollection<string> Paths => _paths;

    public bool IsEmpty => _paths.Count == 0;

    /// <summary>All fields that a document has, its identity aside.</summary>
    public static FieldSet Of(JsonObject document, ListKinds lists)
    {
        var set = new FieldSet();
        foreach (var (name, value) in document)
        {
            if (name is "apiVersion" or "kind") continue;
            if (name == "metadata" && value is JsonObject metadata)
            {
                foreach (var (field, inner) in metadata)
                {
                    if (field is "name" or "namespace" or "uid" or "resourceVersion" or "generation" or "creationTimestamp" or "managedFields" or "selfLink" or "deletionTimestamp" or "deletionGracePeriodSeconds" or "generateName") continue;
                    set.Add(inner, ["f:metadata", "f:" + field], ["metadata", field], lists);
                }
                continue;
            }
            set.Add(value, ["f:" + name], [name], lists);
        }
        return set;
    }

    /// <summary>Reads the tree form.</summary>
    public static FieldSet Parse(JsonObject? tree)
    {
        var set = new FieldSet();
        if (tree is not null) Walk(tree, "");
        return set;

        void Walk(JsonObject node, string path)
        {
            foreach (var (name, value) in node)
            {
                string next = path.Length == 0 ? name : path + Separator + name;
                if (value is JsonObject { Count: > 0 } inner) Walk(inner, next);
                else set._paths.Add(next);
            }
        }
    }

    /// <summary>The tree form.</summary>
    public JsonObject ToTree()
    {
        var root = new JsonObject();
        foreach (string path in _paths.Order(StringComparer.Ordinal))
        {
            var node = root;
            foreach (string part in path.Split(Separator))
            {
                if (node[part] is not JsonObject next) node[part] = next = [];
                node = next;
            }
        }
        return root;
    }

    public bool Contains(string path) => _paths.Contains(path);

    /// <summary>True when it has a field at or below a path.</summary>
    public bool HasBelow(string path) => _paths.Any(own => own == path || own.StartsWith(path + Separator, StringComparison.Ordinal));

    public void Add(string path) => _paths.Add(path);

    public void Remove(string path) => _paths.Remove(path);

    public void RemoveWhere(Predicate<string> test) => _paths.RemoveWhere(test);

    /// <summary>The parts of a path.</summary>
    public static string[] Split(string path) => path.Split(Separator);

    /// <summary>The path of an item, of the path of its own mark.</summary>
    public static string? ItemOf(string path) => path.EndsWith($"{Separator}.", StringComparison.Ordinal) ? path[..^2] : null;

    private void Add(JsonNode? value, List<string> path, List<string> names, ListKinds lists)
    {
        if (value is JsonObject { Count: > 0 } map)
        {
            foreach (var (name, inner) in map) Add(inner, [.. path, "f:" + name], [.. names, name], lists);
            return;
        }
        if (value is JsonArray list && lists.Of(names) is { IsAtomic: false } kind)
        {
            foreach (var item in list)
            {
                List<string> itemPath = [.. path, ListKinds.KeyOf(kind, item)];
                _paths.Add(string.Join(Separator, kind.IsSet ? itemPath : [.. itemPath, "."]));
                if (item is JsonObject fields)
                    foreach (var (name, inner) in fields) Add(inner, [.. itemPath, "f:" + name], [.. names, name], lists);
            }
            return;
        }
        _paths.Add(string.Join(Separator, path));
    }
}

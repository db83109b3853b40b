using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>Who owns which fields of an object, and what follows when somebody writes.</summary>
internal sealed class ManagedFields
{
    private readonly List<Owner> _owners = [];

    private sealed record Owner(string Manager, string Operation, string Subresource, string ApiVersion, string Time, FieldSet Fields);

    /// <summary>Reads the records of an object.</summary>
    public static ManagedFields Of(JsonObject? document)
    {
        var managed = new ManagedFields();
        foreach (var entry in document?.ObjectsAt("metadata", "managedFields") ?? [])
        {
            if (entry.Count == 0) continue;
            managed._owners.Add(new Owner(entry.Text("manager") ?? "", entry.Text("operation") ?? "Update", entry.Text("subresource") ?? "",
                entry.Text("apiVersion") ?? "", entry.Text("time") ?? "", FieldSet.Parse(entry.ObjectAt("fieldsV1"))));
        }
        return managed;
    }

    /// <summary>Writes the records into an object.</summary>
    public void Write(JsonObject document)
    {
        var entries = new JsonArray();
        foreach (var owner in _owners.Where(owner => !owner.Fields.IsEmpty))
        {
            var entry = new JsonObject { ["manager"] = owner.Manager, ["operation"] = owner.Operation, ["apiVersion"] = owner.ApiVersion, ["time"] = owner.Time, ["fieldsType"] = "FieldsV1", ["fieldsV1"] = owner.Fields.ToTree() };
            if (owner.Subresource.Length > 0) entry["subresource"] = owner.Subresource;
            entries.Add(entry);
        }
        if (entries.Count == 0) document.Metadata.Remove("managedFields");
        else document.Metadata["managedFields"] = entries;
    }

    /// <summary>Somebody applied a document: returns what the object becomes.</summary>
    /// <exception cref="ApiError">Others own fields that would change, and the caller does not force them.</exception>
    public JsonObject Apply(JsonObject? live, JsonObject applied, WriteInfo write, ListKinds lists, ResourceInfo resource)
    {
        var wanted = FieldSet.Of(applied, lists);
        live ??= new JsonObject { ["apiVersion"] = applied["apiVersion"]?.DeepClone(), ["kind"] = applied["kind"]?.DeepClone(), ["metadata"] = applied.Metadata.DeepClone() };
        var mine = _owners.Find(owner => owner.Manager == write.Manager && owner.Operation == "Apply" && owner.Subresource == write.Subresource);

        var conflicts = Conflicts(live, applied, wanted, mine, lists);
        if (conflicts.Count > 0 && !write.IsForced) throw Refuse(conflicts, resource, applied.Name);
        foreach (var (owner, path) in conflicts) owner.Fields.Remove(path);

        var merged = (JsonObject)live.DeepClone();
        Merge.Into(merged, applied, [], lists);
        // Items of lists go first, while the fields that they are found by are still there.
        foreach (string path in mine?.Fields.Paths.Where(path => !wanted.Contains(path)).OrderBy(path => FieldSet.ItemOf(path) is null).ThenByDescending(path => path.Length) ?? Enumerable.Empty<string>())
        {
            string target = FieldSet.ItemOf(path) ?? path;
            bool isShared = _owners.Any(owner => owner != mine && (target == path ? owner.Fields.Contains(path) : owner.Fields.HasBelow(target))) || (target != path && wanted.HasBelow(target));
            if (!isShared) FieldPath.Remove(merged, target, lists);
        }
        if (mine is not null) _owners.Remove(mine);
        bool isSame = mine is not null && mine.Fields.Paths.Count == wanted.Paths.Count && wanted.Paths.All(mine.Fields.Contains);
        _owners.Add(isSame ? mine! : new Owner(write.Manager, "Apply", write.Subresource, resource.Type.ApiVersion, write.Time, wanted));
        _owners.Sort((a, b) => string.CompareOrdinal(a.Operation + a.Manager + a.Subresource, b.Operation + b.Manager + b.Subresource));
        return merged;
    }

    /// <summary>Somebody changed the object in another way: what changed is theirs from now on.</summary>
    public void Update(JsonObject? before, JsonObject after, WriteInfo write, ListKinds lists, ResourceInfo resource)
    {
        var had = before is null ? new FieldSet() : FieldSet.Of(before, lists);
        var has = FieldSet.Of(after, lists);
        var changed = has.Paths.Where(path => !had.Contains(path) || !JsonNode.DeepEquals(FieldPath.Find(before!, path, lists), FieldPath.Find(after, path, lists)))
            .Where(path => FieldSet.ItemOf(path) is null || !had.Contains(path)).ToList();
        foreach (var owner in _owners) owner.Fields.RemoveWhere(path => had.Contains(path) && !has.Contains(path));
        if (changed.Count == 0) return;
        var mine = _owners.Find(owner => owner.Manager == write.Manager && owner.Operation == "Update" && owner.Subresource == write.Subresource);
        foreach (var owner in _owners.Where(owner => owner != mine)) owner.Fields.RemoveWhere(changed.Contains);
        if (mine is null) _owners.Add(mine = new Owner(write.Manager, "Update", write.Subresource, resource.Type.ApiVersion, write.Time, new FieldSet()));
        changed.ForEach(mine.Fields.Add);
    }

    private List<(Owner Owner, string Path)> Conflicts(JsonObject live, JsonObject applied, FieldSet wanted, Owner? mine, ListKinds lists)
    {
        var conflicts = new List<(Owner, string)>();
        foreach (var owner in _owners.Where(owner => owner != mine))
            foreach (string path in owner.Fields.Paths.Where(path => wanted.Contains(path) && FieldSet.ItemOf(path) is null))
                if (!JsonNode.DeepEquals(FieldPath.Find(live, path, lists), FieldPath.Find(applied, path, lists))) conflicts.Add((owner, path));
        return conflicts;
    }

    private static ApiError Refuse(List<(Owner Owner, string Path)> conflicts, ResourceInfo resource, string name)
    {
        static string Readable(string path) => string.Concat(FieldSet.Split(path).Select(part => part.StartsWith("f:", StringComparison.Ordinal) ? "." + part[2..] : $"[{part[2..]}]"));
        return new ApiError(409, "Conflict", $"Apply failed with {conflicts.Count} conflict{(conflicts.Count == 1 ? "" : "s")}: " +
            string.Join(", ", conflicts.Select(conflict => $"conflict with \"{conflict.Owner.Manager}\": {Readable(conflict.Path)}")))
        {
            Causes = [.. conflicts.Select(conflict => ("FieldManagerConflict", Readable(conflict.Path), $"conflict with \"{conflict.Owner.Manager}\""))],
            About = (resource.Type.Group, resource.Type.Plural, name),
        };
    }
}

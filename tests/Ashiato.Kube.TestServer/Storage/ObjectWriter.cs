using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Patches;
using Ashiato.Kube.TestServer.Schemas;

namespace Ashiato.Kube.TestServer.Storage;

/// <summary>Everything that happens between a request to write and the store.</summary>
internal sealed partial class ObjectWriter(ObjectStore store, ResourceRegistry registry, Admission admission, TimeProvider time)
{
    private readonly BuiltInDefaults _defaults = new(kind => Addresses.Next(kind), Addresses.NextNodePort);

    /// <summary>What a request says about its write.</summary>
    internal sealed record Options(string Manager, string Subresource = "", bool IsForced = false, bool IsDryRun = false, string FieldValidation = "Ignore")
    {
        /// <summary>Given to the client beside the answer.</summary>
        public List<string> Warnings { get; } = [];

        /// <summary>True for an apply patch, which owns what it says.</summary>
        public bool IsApply { get; init; }

        /// <summary>True when what was written is the scale of an object.</summary>
        public bool IsScale { get; init; }

        /// <summary>True when the object must not exist.</summary>
        public bool IsCreate { get; init; }

        /// <summary>True when the object is made if it does not exist.</summary>
        public bool MayCreate { get; init; }
    }

    /// <summary>Writes what a change makes of an object.</summary>
    /// <param name="change">The object as it is, in the request's version (<see langword="null"/> when there is none), to the object as it shall be; for apply, the applied document.</param>
    /// <returns>The object, and whether it was made.</returns>
    public async Task<(JsonObject Object, bool IsNew)> WriteAsync(ResourceInfo resource, ObjectKey key, Options options, Func<JsonObject?, JsonObject> change)
    {
        while (true)
        {
            var stored = store.Find(resource.StoreKey, key);
            if (stored is not null && options.IsCreate) throw new ApiError(409, "AlreadyExists", $"{resource.Type.QualifiedName} \"{key.Name}\" already exists") { About = (resource.Type.Group, resource.Type.Plural, key.Name) };
            if (stored is null && !options.IsCreate && !options.MayCreate) throw ApiError.NotFound(resource, key.Name);

            var before = stored is null ? null : Convert(stored, resource);
            var after = Compute(resource, key, options, change, before);
            if (before is not null && IsSame(before, after)) return (before, false);
            await admission.CheckAsync(resource, before, after, options);
            if (options.IsDryRun) return (after, before is null);

            var storage = registry.Storage(resource);
            var kept = storage == resource ? after : Convert(after, storage);
            if (after.IsDeleting && !after.ListAt("metadata", "finalizers").Any() && resource.Type.Kind is not ("Pod" or "Namespace"))
            {
                if (stored is null || !store.TryRemove(resource.StoreKey, stored)) continue;
                return (after, false);
            }
            if (store.TryPut(resource.StoreKey, stored, (JsonObject)kept.DeepClone()) is { } put) return (Convert(put, resource), before is null);
        }
    }

    /// <summary>The object in another version: the name of the version changes, and what its schema does not list goes.</summary>
    public static JsonObject Convert(JsonObject item, ResourceInfo resource)
    {
        var copy = (JsonObject)item.DeepClone();
        copy["apiVersion"] = resource.Type.ApiVersion;
        if (resource.Custom is not { } custom) return copy;
        SchemaPruning.Prune(copy, custom.Schema);
        SchemaPruning.Default(copy, custom.Schema);
        return copy;
    }

    private JsonObject Compute(ResourceInfo resource, ObjectKey key, Options options, Func<JsonObject?, JsonObject> change, JsonObject? before)
    {
        var lists = new ListKinds(resource);
        var write = new WriteInfo(options.Manager, options.Subresource, options.IsForced, KubeTime.Seconds(time.GetUtcNow()));
        var managed = ManagedFields.Of(before);
        var asked = change(before is null ? null : (JsonObject)before.DeepClone());
        Identify(resource, key, asked, before);
        if (asked.ResourceVersion is { Length: > 0 } expected && before is not null && expected != before.ResourceVersion) throw ApiError.Changed(resource, key.Name);

        if (resource.Custom is { } schema) CheckUnknown(asked, schema, options);
        var next = options.IsApply ? managed.Apply(before, asked, write, lists, resource) : asked;
        next = Restrict(resource, options.Subresource, before, next);
        System(resource, next, before);
        _defaults.Fill(resource, next);
        Validate(resource, next, before);
        if (resource == BuiltInResources.Definitions) next["status"] = StatusOf(next);
        if (!options.IsApply) managed.Update(before, next, write, lists, resource);
        managed.Write(next);
        bool isChanged = before is not null && Contents(before) != Contents(next);
        next.Metadata["generation"] = before is null ? 1 : before.Generation + (isChanged ? 1 : 0);
        return next;
    }

    private static void Identify(ResourceInfo resource, ObjectKey key, JsonObject asked, JsonObject? before)
    {
        if (asked.Text("kind") is { } kind && kind != resource.Type.Kind) throw ApiError.BadRequest($"the kind {kind} is not {resource.Type.Kind}");
        (asked["apiVersion"], asked["kind"]) = (resource.Type.ApiVersion, resource.Type.Kind);
        if (asked.Name.Length > 0 && asked.Name != key.Name) throw ApiError.BadRequest($"the name of the object ({asked.Name}) does not match the name on the URL ({key.Name})");
        if (resource.Type.IsNamespaced && asked.Namespace.Length > 0 && asked.Namespace != key.Namespace) throw ApiError.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        asked.Metadata["name"] = key.Name;
        if (resource.Type.IsNamespaced) asked.Metadata["namespace"] = key.Namespace;
        if (before is null && !ValidName().IsMatch(key.Name) && !resource.Type.Group.StartsWith("rbac.", StringComparison.Ordinal))
            throw ApiError.Invalid(resource, key.Name, [("FieldValueInvalid", "metadata.name", $"Invalid value: \"{key.Name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character")]);
    }

    private static void CheckUnknown(JsonObject asked, CustomVersion custom, Options options)
    {
        var unknown = SchemaPruning.Prune(asked, custom.Schema);
        if (unknown.Count == 0) return;
        var messages = unknown.Select(path => $"unknown field \"{path}\"").ToList();
        if (options.FieldValidation == "Strict") throw ApiError.BadRequest($"{asked.Text("kind")} in version \"{asked.Text("apiVersion")!.Split('/')[^1]}\" cannot be handled as a {asked.Text("kind")}: strict decoding error: {string.Join(", ", messages)}");
        if (options.FieldValidation == "Warn") options.Warnings.AddRange(messages);
    }

    /// <summary>A write to the status changes nothing else, and a write to the rest leaves the status alone.</summary>
    private static JsonObject Restrict(ResourceInfo resource, string subresource, JsonObject? before, JsonObject next)
    {
        if (!resource.HasStatus) return next;
        if (subresource == "status")
        {
            var kept = (JsonObject)before!.DeepClone();
            kept["status"] = next["status"]?.DeepClone();
            return kept;
        }
        next.Remove("status");
        if (before?["status"] is { } status) next["status"] = status.DeepClone();
        return next;
    }

    private void System(ResourceInfo resource, JsonObject next, JsonObject? before)
    {
        var metadata = next.Metadata;
        foreach (string name in (string[])["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation"])
        {
            metadata.Remove(name);
            if (before?.At("metadata", name) is { } known) metadata[name] = known.DeepClone();
        }
        if (before is not null) return;
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = KubeTime.Seconds(time.GetUtcNow());
        if (resource.Type.IsNamespaced) RequireNamespace(resource, next);
    }

    private void RequireNamespace(ResourceInfo resource, JsonObject item)
    {
        var home = store.Find(BuiltInResources.Namespaces.StoreKey, new ObjectKey("", item.Namespace)) ?? throw ApiError.NotFound(BuiltInResources.Namespaces, item.Namespace);
        if (!home.IsDeleting) return;
        throw new ApiError(403, "Forbidden", $"{resource.Type.QualifiedName} \"{item.Name}\" is forbidden: unable to create new content in namespace {item.Namespace} because it is being terminated")
        {
            Causes = [("NamespaceTerminating", "metadata.namespace", $"namespace {item.Namespace} is being terminated")],
        };
    }

    private static void Validate(ResourceInfo resource, JsonObject next, JsonObject? before)
    {
        BuiltInDefaults.Check(resource, next);
        if (resource == BuiltInResources.Definitions && StructuralSchema.Check(next) is { Count: > 0 } wrong) throw ApiError.Invalid(resource, next.Name, wrong);
        if (resource.Custom is { } custom)
        {
            SchemaPruning.Default(next, custom.Schema);
            if (SchemaValidation.Check(next, custom.Schema) is { Count: > 0 } causes) throw ApiError.Invalid(resource, next.Name, causes);
        }
        else if (before is not null)
        {
            BuiltInDefaults.CheckChange(resource, before, next);
        }
    }

    private static JsonObject StatusOf(JsonObject definition) => new()
    {
        ["acceptedNames"] = definition.At("spec", "names")?.DeepClone(),
        ["storedVersions"] = new JsonArray([.. definition.ObjectsAt("spec", "versions").Where(version => version.Flag("storage") == true).Select(version => version["name"]!.DeepClone())]),
        ["conditions"] = new JsonArray(
            new JsonObject { ["type"] = "NamesAccepted", ["status"] = "True", ["reason"] = "NoConflicts", ["message"] = "no conflicts found", ["lastTransitionTime"] = definition.Text("metadata", "creationTimestamp") },
            new JsonObject { ["type"] = "Established", ["status"] = "True", ["reason"] = "InitialNamesAccepted", ["message"] = "the initial names have been accepted", ["lastTransitionTime"] = definition.Text("metadata", "creationTimestamp") }),
    };

    private static string Contents(JsonObject item) =>
        string.Concat(item.Where(pair => pair.Key is not ("metadata" or "status" or "apiVersion" or "kind")).Select(pair => pair.Key + pair.Value?.ToJsonString()));

    /// <summary>A write that changes nothing makes no version; who owned what for how long is no change.</summary>
    private static bool IsSame(JsonObject before, JsonObject after)
    {
        return JsonNode.DeepEquals(Timeless(before), Timeless(after));

        static JsonObject Timeless(JsonObject item)
        {
            var copy = (JsonObject)item.DeepClone();
            foreach (var entry in copy.ObjectsAt("metadata", "managedFields")) entry.Remove("time");
            return copy;
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    private static partial Regex ValidName();
}

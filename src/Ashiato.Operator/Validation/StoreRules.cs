using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Validation;

/// <summary>The rules of Elasticsearch objects alone.</summary>
internal static partial class StoreRules
{
    private const int MaxLegacyName = 12, MaxName = 23, MaxSet = 63 - 11;

    /// <summary>Settings that are the operator's own.</summary>
    internal static readonly string[] Reserved =
    [
        "cluster.name", "discovery.zen.minimum_master_nodes", "cluster.initial_master_nodes", "network.host", "network.publish_host", "node.name", "path.data", "path.logs", "xpack.security.enabled",
        "xpack.security.authc.reserved_realm.enabled", "xpack.security.http.ssl.enabled", "xpack.security.http.ssl.key", "xpack.security.http.ssl.certificate", "xpack.security.transport.ssl.enabled",
        "xpack.security.transport.ssl.key", "xpack.security.transport.ssl.certificate", "xpack.security.transport.ssl.verification_mode",
    ];

    public static void Check(StackObject item, JsonObject? before, List<Violation> found)
    {
        string list = item.IsLegacy ? "spec.nodes" : "spec.nodeSets";
        if (item.Groups.Count == 0) found.Add(new Violation("MasterRequired", list, "FieldValueRequired", "declare at least one group of nodes"));
        else if (!item.Groups.Any(group => group.Count > 0 && group.HasRole("master")))
            found.Add(new Violation("MasterRequired", list, "FieldValueInvalid", "at least one group with a count above 0 needs the role master"));
        foreach (var group in item.Groups) Group(item, group, $"{list}[{group.Ordinal}]", found);
        if (item.Groups.GroupBy(group => group.Name).FirstOrDefault(same => same.Count() > 1 && (!item.IsLegacy || same.Key.Length > 0)) is { } twice)
            found.Add(new Violation("NameInvalid", list, "FieldValueInvalid", $"two groups have the name \"{twice.Key}\""));
        if (item.IsLegacy && !item.HasTls) found.Add(new Violation("TlsRequired", "spec.http.tls.selfSignedCertificate.disabled", "FieldValueForbidden", "objects in this form always speak TLS; move to nodeSets to turn it off"));
        var keys = item.Groups.Select(group => Children.Zones.Of(group.Spec.ObjectAt("zoneAwareness"))?.Key).OfType<string>().Distinct().ToList();
        if (keys.Count > 1) found.Add(new Violation("ZonesMixed", list, "FieldValueInvalid", $"zoneAwareness.topologyKey must be the same for all groups, not {string.Join(" and ", keys)}"));
        Auth(item, found);
        if (before is not null) Claims(item, new StackObject(item.Kind, before), list, found);
    }

    private static void Auth(StackObject item, List<Violation> found)
    {
        foreach (string list in (string[])["fileRealm", "roles"])
        {
            if (item.Spec.At("auth", list) is { } given and not JsonArray) found.Add(new Violation("AuthInvalid", $"spec.auth.{list}", "FieldValueInvalid", $"{given.GetValueKind()}: must be a list of Secrets, each {{secretName: NAME}}"));
            int index = 0;
            foreach (var entry in item.Spec.ListAt("auth", list))
            {
                if ((entry as JsonObject)?.Text("secretName") is not { Length: > 0 }) found.Add(new Violation("AuthInvalid", $"spec.auth.{list}[{index}].secretName", "FieldValueRequired", "name the Secret"));
                index++;
            }
        }
    }

    private static void Group(StackObject item, NodeGroup group, string field, List<Violation> found)
    {
        StackValidator.Counts($"{field}.{(group.IsLegacy ? "nodeCount" : "count")}", group.Count, found);
        int most = group.IsLegacy ? MaxLegacyName : MaxName;
        if (group.Name.Length > most) found.Add(new Violation("NameTooLong", field + ".name", "FieldValueInvalid", $"\"{group.Name}\": must be {most} characters or less"));
        else if (group.Name.Length > 0 ? !GroupName().IsMatch(group.Name) : !group.IsLegacy)
            found.Add(new Violation("NameInvalid", field + ".name", "FieldValueInvalid", $"\"{group.Name}\": must be lower-case letters, digits and hyphens"));
        // The name of a set's revision, which is a label of its pods, is the set's and a hash.
        else if (item.StatefulSet(group).Length > MaxSet)
            found.Add(new Violation("NameTooLong", field + ".name", "FieldValueInvalid", $"the StatefulSet would be called {item.StatefulSet(group)}, which is {item.StatefulSet(group).Length} characters; {MaxSet} fit, so shorten the name of the object or of the group"));
        if (group.Config is { } config) Settings(item, config, field + ".config", found);
        bool hasPlace = group.HasDataVolume || group.Claims.Any(claim => claim.Name == NodeGroup.DataClaim) || IsAnywhere(item, group, Children.PodTemplates.StoreDataPath);
        if (!hasPlace) found.Add(new Violation("PvcNotMounted", field + ".volumeClaimTemplates", "FieldValueInvalid", $"the data has no volume: call a claim {NodeGroup.DataClaim}, or mount one at {Children.PodTemplates.StoreDataPath}"));
        foreach (var claim in group.Claims.Where(claim => claim.Name != NodeGroup.DataClaim && !IsMounted(group, claim.Name)))
            found.Add(new Violation("PvcNotMounted", field + ".volumeClaimTemplates", "FieldValueInvalid", $"\"{claim.Name}\" is mounted by no container; the data's claim is called {NodeGroup.DataClaim}"));
    }

    private static void Settings(StackObject item, JsonObject config, string field, List<Violation> found)
    {
        foreach (string name in Reserved.Where(name => item.IsLegacy && StackObject.Setting(config, name) is not null))
            found.Add(new Violation("ReservedSetting", $"{field}.{name}", "FieldValueForbidden", "this setting is the operator's own; leave it out"));
        bool hasRoles = StackObject.Setting(config, "node.roles") is not null;
        if (hasRoles && ((string[])["master", "data", "ingest", "ml"]).Any(role => StackObject.Setting(config, $"node.{role}") is not null))
            found.Add(new Violation("RolesMixed", $"{field}.node.roles", "FieldValueForbidden", "say the roles by node.roles or one by one, not both"));
        if (hasRoles && StackVersion.TryParse(item.Version, out var version) && version < new StackVersion(7, 9, 0))
            found.Add(new Violation("RolesMixed", $"{field}.node.roles", "FieldValueForbidden", "node.roles came with 7.9; use node.master and its like"));
        foreach (var (name, value) in config)
            if (name.Contains('.', StringComparison.Ordinal) && Nested(config, name) is { } nested && !JsonNode.DeepEquals(nested, value))
                found.Add(new Violation("ConfigInvalid", $"{field}.{name}", "FieldValueInvalid", "given twice, with dots and nested, with different values"));
    }

    private static JsonNode? Nested(JsonObject config, string name) => config.At(name.Split('.'));

    private static bool IsAnywhere(StackObject item, NodeGroup group, string path) => group.PodTemplate is { } template && template.ObjectsAt("spec", "containers")
        .Any(container => container.Text("name") == item.Kind.Container && container.ObjectsAt("volumeMounts").Any(mount => mount.Text("mountPath") == path));

    private static bool IsMounted(NodeGroup group, string claim) => group.PodTemplate is { } template && template.ObjectsAt("spec", "containers")
        .Any(container => container.ObjectsAt("volumeMounts").Any(mount => mount.Text("name") == claim));

    /// <summary>A claim that exists can only grow.</summary>
    private static void Claims(StackObject item, StackObject before, string list, List<Violation> found)
    {
        foreach (var group in item.Groups)
        {
            if (before.Groups.FirstOrDefault(old => item.StatefulSet(group) == before.StatefulSet(old)) is not { } old) continue;
            string field = $"{list}[{group.Ordinal}].volumeClaimTemplates";
            foreach (var gone in old.Claims.Where(known => !group.Claims.Any(claim => claim.Name == known.Name)))
                found.Add(ClaimChange.Gone(field, gone.Name));
            foreach (var claim in group.Claims)
            {
                if (old.Claims.FirstOrDefault(known => known.Name == claim.Name) is not { } known)
                {
                    found.Add(new Violation("PvcImmutable", field, "FieldValueForbidden", $"a claim cannot be added; \"{claim.Name}\" needs a new group of nodes"));
                    continue;
                }
                if (ClaimChange.Compare(known, claim) < 0) found.Add(ClaimChange.Decrease(field, known, claim));
                if (!JsonNode.DeepEquals(ClaimChange.WithoutStorage(known), ClaimChange.WithoutStorage(claim))) found.Add(ClaimChange.Immutable(field, claim.Name));
            }
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex GroupName();
}

using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Validation;

/// <summary>What is wrong with an object, for webhook and reconciler alike.</summary>
internal static partial class StackValidator
{
    private const int MaxNodesPerGroup = 100, MaxWarning = 120;

    /// <summary>All violations; empty when the object can be made.</summary>
    /// <param name="item">The object.</param>
    /// <param name="before">The object as it was accepted before, if it was.</param>
    public static IReadOnlyList<Violation> Check(StackObject item, JsonObject? before)
    {
        var found = new List<Violation>();
        Name(item, found);
        Version(item, before, found);
        Form(item, found);
        foreach (string field in KnownFields.Unknown(item)) found.Add(new Violation("UnknownField", field, "FieldValueForbidden", $"there is no such field; kubectl explain {item.Kind.Type.Kind.ToLowerInvariant()}.spec shows those that there are"));
        AlternativeNames(item, found);
        Service(item, found);
        SecureSettings(item, found);
        if (item.Kind == StackKind.Elasticsearch)
        {
            StoreRules.Check(item, before, found);
        }
        else
        {
            Counts("spec." + (item.IsLegacy ? "nodeCount" : "count"), item.Count, found);
            foreach (string field in (string[])["elasticsearchRef", "kibanaRef"]) Reference(item, field, found);
        }
        if (!item.HasTls && item.Spec.Flag("http", "tls", "client", "authentication") == true)
            found.Add(new Violation("TlsRequired", "spec.http.tls.client.authentication", "FieldValueForbidden", "clients can show certificates only where TLS is spoken; leave selfSignedCertificate.disabled out"));
        return found;
    }

    /// <summary>What is accepted and yet not as somebody may expect.</summary>
    /// <param name="item">The object.</param>
    /// <param name="before">The object as it was accepted before, if it was.</param>
    public static IReadOnlyList<string> Warn(StackObject item, JsonObject? before)
    {
        var warnings = new List<string>();
        if (StackVersion.TryParse(item.Version, out var version) && version < StackVersion.Current) warnings.Add($"spec.version: {version} is an old compatibility version; 7.17 and later are what current clients expect");
        if (before?.Text("spec", "version") is { } was && StackVersion.TryParse(was, out var old) && StackVersion.TryParse(item.Version, out var now) && SkipsSteps(old, now))
            warnings.Add($"spec.version: from {old} to {now} leaves out versions that Elastic's own programs need; Ashiato's do not (UpgradePath)");
        warnings.AddRange(Images(item).Where(image => Children.PodTemplates.IsForeign(image.Image)).Select(image => $"{image.Field}: an image of Elastic's own cannot run this; Ashiato's is used"));
        warnings.AddRange(item.Groups.Where(group => group.HasDataVolume).Select(group => $"spec.{(item.IsLegacy ? "nodes" : "nodeSets")}[{group.Ordinal}].podTemplate: events are in volume {NodeGroup.DataClaim} and may go with the pod"));
        if (!item.IsLegacy) warnings.AddRange(ConfigSettings.ReservedIn(item).Select(field => $"{field} is the operator's own and left out"));
        if (ConfigSettings.HasOwnToken(item)) warnings.Add($"spec.config has a token of its own; Secret {item.Child("token")} does not count");
        warnings.AddRange(IneffectiveFields.Of(item).Select(field => $"{field} is accepted but has no effect"));
        bool usesHeap = item.Spec.ToJsonString().Contains("-Xmx", StringComparison.Ordinal);
        if (usesHeap) warnings.Add("ES_JAVA_OPTS: there is no Java here; give memory by resources.limits");
        return [.. warnings.Select(warning => warning.Length > MaxWarning ? warning[..MaxWarning] : warning)];
    }

    private static IEnumerable<(string Field, string Image)> Images(StackObject item)
    {
        var templates = item.Kind == StackKind.Elasticsearch
            ? item.Groups.Select(group => (Field: $"spec.{(item.IsLegacy ? "nodes" : "nodeSets")}[{group.Ordinal}].podTemplate", group.PodTemplate))
            : [("spec.podTemplate", item.Spec.ObjectAt("podTemplate"))];
        return templates.Select(template => (template.Field, template.PodTemplate?.ObjectsAt("spec", "containers").FirstOrDefault(container => container.Text("name") == item.Kind.Container)?.Text("image")))
            .Append(("spec.image", item.Spec.Text("image"))).Where(image => image.Item2 is { Length: > 0 }).Select(image => (image.Item1, image.Item2!));
    }

    /// <summary>Elasticsearch goes from the last minor of a major to the next major, and no further at once.</summary>
    private static bool SkipsSteps(StackVersion from, StackVersion to) => to.Major > from.Major + 1 || (to.Major == from.Major + 1 && from < from.Major switch
    {
        6 => new StackVersion(6, 8, 0),
        7 => StackVersion.Current,
        _ => new StackVersion(from.Major, 0, 0),
    });

    internal static void Counts(string field, int count, List<Violation> found)
    {
        if (count < 0) found.Add(new Violation("CountNegative", field, "FieldValueInvalid", $"{count}: must be 0 or more"));
        if (count > MaxNodesPerGroup) found.Add(new Violation("CountTooLarge", field, "FieldValueInvalid", $"{count}: must be {MaxNodesPerGroup} or less"));
    }

    private static void Name(StackObject item, List<Violation> found)
    {
        if (item.Name.Length > Names.MaxOwnerLength)
            found.Add(new Violation("NameTooLong", "metadata.name", "FieldValueInvalid", $"\"{item.Name}\": must be {Names.MaxOwnerLength} characters or less, so that the names of what belongs to it fit"));
    }

    private static void Version(StackObject item, JsonObject? before, List<Violation> found)
    {
        const string field = "spec.version";
        if (item.Version.Length == 0)
        {
            found.Add(new Violation("VersionUnparsable", field, "FieldValueRequired", "name the version to be compatible with, such as 8.17.0"));
            return;
        }
        if (!StackVersion.TryParse(item.Version, out var version))
        {
            found.Add(new Violation("VersionUnparsable", field, "FieldValueInvalid", $"\"{item.Version}\": must be three numbers with dots, such as 8.17.0"));
            return;
        }
        if (version < StackVersion.Oldest || version >= StackVersion.TooNew)
            found.Add(new Violation("VersionUnsupported", field, "FieldValueInvalid", $"\"{item.Version}\": must be from {StackVersion.Oldest} to before {StackVersion.TooNew}"));
        // Where the webhook was not asked, what runs is what there was before.
        if ((before?.Text("spec", "version") ?? item.Source.Text("status", "version")) is { } was && StackVersion.TryParse(was, out var old) && version < old && item.Source.Annotation(Names.DisableDowngradeValidation) != "true")
            found.Add(new Violation("VersionDowngrade", field, "FieldValueForbidden", $"{old} cannot become {version}; annotate the object with {Names.DisableDowngradeValidation}=true if you mean it"));
    }

    private static void Form(StackObject item, List<Violation> found)
    {
        var (old, current) = item.Kind == StackKind.Elasticsearch ? ("nodes", "nodeSets") : ("nodeCount", "count");
        if (item.Spec.ContainsKey(old) && item.Spec.ContainsKey(current))
            found.Add(new Violation("FormMixed", $"spec.{old}", "FieldValueForbidden", $"{old} and {current} are two spellings of one thing; keep one of them"));
    }

    private static void AlternativeNames(StackObject item, List<Violation> found)
    {
        int index = 0;
        foreach (var name in item.Spec.ObjectsAt("http", "tls", "selfSignedCertificate", "subjectAltNames"))
        {
            string field = $"spec.http.tls.selfSignedCertificate.subjectAltNames[{index++}]";
            if (name.Text("ip") is { } ip && !IPAddress.TryParse(ip, out _)) found.Add(new Violation("SanInvalid", field + ".ip", "FieldValueInvalid", $"\"{ip}\": must be an IP address"));
            if (name.Text("dns") is { } dns && !DnsName().IsMatch(dns)) found.Add(new Violation("SanInvalid", field + ".dns", "FieldValueInvalid", $"\"{dns}\": must be a DNS name, such as apm.example.org or *.example.org"));
        }
    }

    private static void Service(StackObject item, List<Violation> found)
    {
        const string field = "spec.http.service.spec";
        if (item.Spec.ObjectAt("http", "service", "spec") is not { } service) return;
        if (service.Text("type") == "ExternalName") found.Add(new Violation("ServiceInvalid", field + ".type", "FieldValueForbidden", "ExternalName leads to no pods"));
        var ports = service.ObjectsAt("ports").ToList();
        for (int i = 0; i < ports.Count; i++)
            if (ports[i].Number("port") is null) found.Add(new Violation("ServiceInvalid", $"{field}.ports[{i}].port", "FieldValueRequired", "give the port's number"));
        if (ports.GroupBy(port => port.Text("name") ?? "").FirstOrDefault(group => group.Count() > 1) is { } twice)
            found.Add(new Violation("ServiceInvalid", field + ".ports", "FieldValueInvalid", $"two ports have the name \"{twice.Key}\""));
    }

    private static void SecureSettings(StackObject item, List<Violation> found)
    {
        const string field = "spec.secureSettings";
        if (item.Spec["secureSettings"] is not (null or JsonObject or JsonArray)) found.Add(new Violation("SecureSettingsInvalid", field, "FieldValueInvalid", "must be a list of Secrets, each {secretName: NAME}"));
        var sources = Secrets.SecureSettings.SourcesOf(item);
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i].Text("secretName") is not { Length: > 0 }) found.Add(new Violation("SecureSettingsInvalid", $"{field}[{i}].secretName", "FieldValueRequired", "name the Secret"));
            foreach (var entry in sources[i].ObjectsAt("entries"))
            {
                if (entry.Text("key") is not { Length: > 0 }) found.Add(new Violation("SecureSettingsInvalid", $"{field}[{i}].entries", "FieldValueRequired", "each entry needs a key of the Secret"));
                if (entry.Text("path") is { } path && (path.Length == 0 || path.StartsWith('/') || path.Split('/').Contains("..")))
                    found.Add(new Violation("SecureSettingsInvalid", $"{field}[{i}].entries", "FieldValueInvalid", $"\"{path}\": must be the name of a setting or a file, and stay in its directory"));
            }
        }
    }

    private static void Reference(StackObject item, string field, List<Violation> found)
    {
        if (item.Spec.ObjectAt(field) is not { Count: > 0 } reference) return;
        bool has(string name) => reference.Text(name) is { Length: > 0 };
        if (has("secretName") && (has("name") || has("namespace") || has("serviceName")))
            found.Add(new Violation("RefInvalid", $"spec.{field}", "FieldValueForbidden", "secretName stands alone; leave out name, namespace and serviceName"));
        else if (!has("secretName") && !has("name"))
            found.Add(new Violation("RefInvalid", $"spec.{field}.name", "FieldValueRequired", "name the object that is meant"));
    }

    [GeneratedRegex(@"^(\*\.)?[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*$")]
    private static partial Regex DnsName();
}

using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Children;

/// <summary>The pods of an object: what its author wrote, with what they left out filled in.</summary>
internal static class PodTemplates
{
    public const string CertificatesPath = "/mnt/elastic-internal/http-certs", ConfigPath = "/mnt/elastic-internal/config", AuthorityPath = "/mnt/elastic-internal/es-ca", ClientPath = "/mnt/elastic-internal/es-client-cert", UsersPath = "/mnt/elastic-internal/xpack-file-realm";
    public const string StoreDataPath = "/usr/share/elasticsearch/data", ScratchPath = "/var/lib/ashiato";

    /// <summary>The container that a held pod waits in.</summary>
    public const string HoldingContainer = "elastic-internal-suspend";

    private const int User = 1000, StoreGraceSeconds = 180;

    /// <summary>What a pod needs that its author need not know.</summary>
    /// <param name="Image">The container image.</param>
    /// <param name="Arguments">The program's arguments.</param>
    /// <param name="Volumes">Volumes and where they are mounted.</param>
    /// <param name="Labels">Further labels.</param>
    /// <param name="Hashed">What must restart the pods when it changes, besides the template itself.</param>
    internal sealed record Needs(string Image, IReadOnlyList<string> Arguments, IReadOnlyList<(string Name, JsonObject? Source, string Path)> Volumes, JsonObject Labels, string Hashed)
    {
        /// <summary>True when pods shall be held before they start.</summary>
        public bool IsHeld { get; init; }

        /// <summary>In which zones the pods may be; <see langword="null"/> for any.</summary>
        public Zones? Zones { get; init; }
    }

    /// <summary>What somebody who waits for held pods should know.</summary>
    public static string HeldSentence(IEnumerable<string> pods) =>
        $"{string.Join(", ", pods)} held by annotation {Names.Suspend}; look around with kubectl exec -c {HoldingContainer}, and take the annotation away to go on";

    /// <summary>A volume with the keys of a Secret.</summary>
    public static JsonObject FromSecret(string name) => new() { ["secret"] = new JsonObject { ["secretName"] = name } };

    /// <summary>Renders the template.</summary>
    public static JsonObject Render(StackObject item, JsonObject? given, Needs needs)
    {
        var template = given?.DeepClone() as JsonObject ?? [];
        LeaveOut(template);
        var spec = template.Child("spec");
        var container = MainContainer(spec, item.Kind.Container);
        Fill(container, item, needs);
        Restrict(spec, container);
        Volumes(spec, container, needs);
        Defaults(spec, item);
        needs.Zones?.Place(spec, needs.Labels);
        if (needs.IsHeld) Hold(spec, container);

        var labels = template.Child("metadata").Child("labels");
        foreach (var (name, value) in item.IdentityLabels.Concat(needs.Labels)) labels[name] = value?.DeepClone();
        if (item.Source.Annotation(Names.RestartTrigger) is { } trigger) template.Metadata.Child("annotations")[Names.RestartTrigger] = trigger;
        labels[Names.TemplateHash] = Names.HashOf(template.ToJsonString() + needs.Hashed);
        return template;
    }

    /// <summary>The image that an object's pods have: its template's, or its own, or the operator's.</summary>
    public static string ImageOf(StackObject item, JsonObject? template, string image)
    {
        string? given = template?.ObjectsAt("spec", "containers").FirstOrDefault(container => container.Text("name") == item.Kind.Container)?.Text("image");
        return !IsForeign(given) ? given! : !IsForeign(item.Spec.Text("image")) ? item.Spec.Text("image")! : image;
    }

    /// <summary>An image of Elastic's own cannot run the program; the operator's takes its place.</summary>
    public static bool IsForeign(string? image) => image is not { Length: > 0 } || image.StartsWith("docker.elastic.co/", StringComparison.Ordinal);

    private static JsonObject MainContainer(JsonObject spec, string name)
    {
        if (spec["containers"] is not JsonArray containers) spec["containers"] = containers = [];
        if (containers.OfType<JsonObject>().FirstOrDefault(one => one.Text("name") == name) is { } known) return known;
        var container = new JsonObject { ["name"] = name };
        containers.Insert(0, container);
        return container;
    }

    private static void Fill(JsonObject container, StackObject item, Needs needs)
    {
        if (IsForeign(container.Text("image"))) container["image"] = needs.Image;
        if (!container.ContainsKey("args") && !container.ContainsKey("command")) container["args"] = new JsonArray([.. needs.Arguments.Select(argument => (JsonNode)argument)]);
        if (container["ports"] is not JsonArray) container["ports"] = Ports(item);
        if (!container.ContainsKey("readinessProbe"))
        {
            container["readinessProbe"] = new JsonObject
            {
                ["httpGet"] = new JsonObject { ["path"] = "/readyz", ["port"] = item.Kind.Port, ["scheme"] = item.Scheme.ToUpperInvariant() },
                ["periodSeconds"] = 5,
                ["timeoutSeconds"] = 5,
                ["failureThreshold"] = 3,
            };
        }
        if (container.ObjectAt("resources") is not { Count: > 0 })
        {
            string memory = string.Create(CultureInfo.InvariantCulture, $"{item.Kind.MemoryMebibytes}Mi");
            container["resources"] = new JsonObject { ["requests"] = new JsonObject { ["memory"] = memory, ["cpu"] = "100m" }, ["limits"] = new JsonObject { ["memory"] = memory } };
        }
        if (container["env"] is not JsonArray env) container["env"] = env = [];
        AddVariable(env, "POD_NAME", new JsonObject { ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.name" } } });
        // The root file system is read-only; what the runtime writes for a moment goes to the volume.
        AddVariable(env, "TMPDIR", new JsonObject { ["value"] = ScratchPath });
        AddVariable(env, "DOTNET_EnableDiagnostics", new JsonObject { ["value"] = "0" });
    }

    /// <summary>Takes away all rights that the author does not give. Whose user the container runs as is its own matter, for containers of the author's may need another.</summary>
    private static void Restrict(JsonObject spec, JsonObject container)
    {
        var (ofPod, own) = (spec.Child("securityContext"), container.Child("securityContext"));
        FillIn(ofPod, new JsonObject { ["fsGroup"] = User, ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" } });
        // What may do everything cannot be kept from getting more.
        if (own.Flag("privileged") != true) FillIn(own, new JsonObject { ["allowPrivilegeEscalation"] = false });
        FillIn(own, new JsonObject { ["readOnlyRootFilesystem"] = true, ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") } });
        bool isRoot = (own.Number("runAsUser") ?? ofPod.Number("runAsUser")) == 0;
        foreach (var (field, value) in new JsonObject { ["runAsNonRoot"] = !isRoot, ["runAsUser"] = User, ["runAsGroup"] = User })
            if (!ofPod.ContainsKey(field) && !own.ContainsKey(field)) own[field] = value!.DeepClone();

        static void FillIn(JsonObject given, JsonObject defaults)
        {
            foreach (var (field, value) in defaults)
                if (!given.ContainsKey(field)) given[field] = value!.DeepClone();
        }
    }

    /// <summary>Init containers without an image of their own, such as one that sets <c>vm.max_map_count</c>: they are for Elastic's image, which is not here, and would keep the pod from starting.</summary>
    public static IEnumerable<int> ForElasticsImage(JsonObject? template) =>
        (template?.ObjectsAt("spec", "initContainers") ?? []).Select((container, index) => (container, index)).Where(one => one.container.Text("image") is not { Length: > 0 }).Select(one => one.index);

    private static void LeaveOut(JsonObject template)
    {
        if (template.At("spec", "initContainers") is not JsonArray before) return;
        foreach (int index in ForElasticsImage(template).Reverse().ToList()) before.RemoveAt(index);
        if (before.Count == 0) template.Child("spec").Remove("initContainers");
    }

    private static JsonArray Ports(StackObject item)
    {
        var ports = new JsonArray(Port(item.Scheme, item.Kind.Port));
        // Policies of networks name it, though one node has nobody to talk to.
        if (item.Kind == StackKind.Elasticsearch) ports.Add(Port("transport", ServiceDocuments.TransportPort));
        return ports;

        static JsonObject Port(string name, int number) => new() { ["name"] = name, ["containerPort"] = number, ["protocol"] = "TCP" };
    }

    private static void AddVariable(JsonArray env, string name, JsonObject value)
    {
        if (env.OfType<JsonObject>().Any(one => one.Text("name") == name)) return;
        value["name"] = name;
        env.Add(value);
    }

    private static void Volumes(JsonObject spec, JsonObject container, Needs needs)
    {
        if (spec["volumes"] is not JsonArray volumes) spec["volumes"] = volumes = [];
        if (container["volumeMounts"] is not JsonArray mounts) container["volumeMounts"] = mounts = [];
        foreach (var (name, source, path) in needs.Volumes.OrderBy(volume => volume.Name, StringComparer.Ordinal))
        {
            // Without a source the volume is a claim of the StatefulSet's.
            if (source is not null && !volumes.OfType<JsonObject>().Any(one => one.Text("name") == name))
            {
                var volume = (JsonObject)source.DeepClone();
                volume["name"] = name;
                volumes.Add(volume);
            }
            if (!mounts.OfType<JsonObject>().Any(one => one.Text("mountPath") == path)) mounts.Add(new JsonObject { ["name"] = name, ["mountPath"] = path });
        }
    }

    /// <summary>Puts a container before the others that never ends, with the same files, so that somebody can look around in it.</summary>
    private static void Hold(JsonObject spec, JsonObject container)
    {
        var held = (JsonObject)container.DeepClone();
        foreach (string field in (string[])["args", "ports", "readinessProbe", "livenessProbe", "startupProbe", "lifecycle"]) held.Remove(field);
        held["name"] = HoldingContainer;
        held["command"] = new JsonArray("tail", "-f", "/dev/null");
        if (spec["initContainers"] is not JsonArray before) spec["initContainers"] = before = [];
        before.Insert(0, held);
    }

    private static void Defaults(JsonObject spec, StackObject item)
    {
        if (!spec.ContainsKey("automountServiceAccountToken")) spec["automountServiceAccountToken"] = false;
        if (!spec.ContainsKey("terminationGracePeriodSeconds") && item.Kind == StackKind.Elasticsearch) spec["terminationGracePeriodSeconds"] = StoreGraceSeconds;
        if (!spec.ContainsKey("affinity"))
        {
            spec["affinity"] = new JsonObject
            {
                ["podAntiAffinity"] = new JsonObject
                {
                    ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
                    {
                        ["weight"] = 100,
                        ["podAffinityTerm"] = new JsonObject { ["topologyKey"] = "kubernetes.io/hostname", ["labelSelector"] = new JsonObject { ["matchLabels"] = item.IdentityLabels } },
                    }),
                },
            };
        }
    }
}

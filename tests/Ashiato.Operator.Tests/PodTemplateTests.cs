using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Tests;

/// <summary>The pods of an object: what its author says counts, and what they leave out is filled in.</summary>
public sealed class PodTemplateTests
{
    [Fact]
    public async Task What_the_author_leaves_out_is_filled_in_and_what_they_say_stays()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("    count: 1\n", """
                count: 1
                podTemplate:
                  metadata: {labels: {team: shop}, annotations: {note: kept} }
                  spec:
                    terminationGracePeriodSeconds: 7
                    volumes: [{name: scratch, emptyDir: {sizeLimit: 1Gi} }]
                    initContainers: [{name: before, image: busybox}]
                    containers:
                    - {name: beside, image: busybox}
                    - name: elasticsearch
                      image: docker.elastic.co/elasticsearch/elasticsearch:7.2.0
                      env: [{name: ES_JAVA_OPTS, value: -Xmx1g}, {name: TMPDIR, value: /elsewhere}]
                      resources: {limits: {memory: 1Gi} }

            """.Replace("\n            ", "\n", StringComparison.Ordinal), StringComparison.Ordinal), item => item.Text("kind") == "Elasticsearch");
        await OperatorCluster.UntilAsync("The set", () => cluster.Find(ResourceTypes.StatefulSets, "myes-es-default") is not null);
        var template = cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.ObjectAt("spec", "template")!;
        var spec = template.ObjectAt("spec")!;
        var main = spec.ObjectsAt("containers").Single(container => container.Text("name") == "elasticsearch");

        Assert.Equal(("shop", "kept", 7L), (template.Text("metadata", "labels", "team"), template.Text("metadata", "annotations", "note"), spec.Number("terminationGracePeriodSeconds")));
        Assert.Equal(["beside", "elasticsearch"], spec.ObjectsAt("containers").Select(container => container.Text("name")));
        Assert.Equal("before", spec.ObjectsAt("initContainers").Single().Text("name"));
        Assert.Equal("1Gi", spec.ObjectsAt("volumes").Single(volume => volume.Text("name") == "scratch").Text("emptyDir", "sizeLimit"));
        Assert.Equal("/elsewhere", main.ObjectsAt("env").Single(variable => variable.Text("name") == "TMPDIR").Text("value"));
        Assert.Equal("{\"limits\":{\"memory\":\"1Gi\"}}", main["resources"]!.ToJsonString());

        // An image of Elastic's own cannot run the program.
        Assert.Equal("ashiato/ashiato:test", main.Text("image"));
        Assert.Equal([("https", 9200L), ("transport", 9300L)], main.ObjectsAt("ports").Select(port => (port.Text("name")!, port.Number("containerPort")!.Value)));
        Assert.Equal(("/readyz", "HTTPS"), (main.Text("readinessProbe", "httpGet", "path"), main.Text("readinessProbe", "httpGet", "scheme")));
        Assert.Equal((true, false), (main.Flag("securityContext", "readOnlyRootFilesystem"), main.Flag("securityContext", "allowPrivilegeEscalation")));
        Assert.Equal((true, 1000L, "RuntimeDefault", false), (main.Flag("securityContext", "runAsNonRoot"), spec.Number("securityContext", "fsGroup"), spec.Text("securityContext", "seccompProfile", "type"), spec.Flag("automountServiceAccountToken")));
        // Those of the author's own are what their images say.
        Assert.Null(spec.ObjectsAt("initContainers").Single()["securityContext"]);
        Assert.Null(spec.ObjectAt("securityContext")!["runAsNonRoot"]);
        Assert.Equal("kubernetes.io/hostname", spec.ObjectsAt("affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution").Single().Text("podAffinityTerm", "topologyKey"));
        foreach (var (label, value) in ((string, string)[])
        [
            (Names.TypeLabel, "elasticsearch"), ("elasticsearch.k8s.elastic.co/cluster-name", "myes"), ("elasticsearch.k8s.elastic.co/version", "7.2.0"), (Names.SetLabel, "myes-es-default"),
            ("elasticsearch.k8s.elastic.co/http-scheme", "https"), ("elasticsearch.k8s.elastic.co/node-master", "true"), ("elasticsearch.k8s.elastic.co/node-ml", "true"),
        ])
            Assert.Equal(value, template.Text("metadata", "labels", label));
    }

    [Theory]
    [InlineData("{}", "{}", true, 1000)]
    [InlineData("{runAsUser: 1234, fsGroup: 7}", "{}", true, null)]
    [InlineData("{}", "{runAsUser: 0}", false, 0)]
    public void Rights_that_the_author_does_not_give_are_taken_away_field_by_field(string ofPod, string ofContainer, bool isNobody, int? user)
    {
        var template = Rendered($"securityContext: {ofPod}, containers: [{{name: apm-server, securityContext: {ofContainer}}}]");
        var own = template.ObjectsAt("spec", "containers").Single().ObjectAt("securityContext")!;
        Assert.Equal((isNobody, user, false, true), (own.Flag("runAsNonRoot"), (int?)own.Number("runAsUser"), own.Flag("allowPrivilegeEscalation"), own.Flag("readOnlyRootFilesystem")));
        Assert.Equal(ofPod.Contains('7', StringComparison.Ordinal) ? 7 : 1000, template.Number("spec", "securityContext", "fsGroup"));
    }

    [Fact]
    public void Init_containers_that_are_for_Elastics_image_are_left_out_and_told_and_others_stay()
    {
        const string Given = "initContainers: [{name: sysctl, securityContext: {privileged: true, runAsUser: 0}, command: [sh, -c, sysctl -w vm.max_map_count=262144]}, {name: mine, image: busybox}]";
        Assert.Equal("mine", Rendered(Given).ObjectsAt("spec", "initContainers").Single().Text("name"));
        Assert.Null(Rendered("initContainers: [{name: sysctl}]").At("spec", "initContainers"));
        Assert.Contains("spec.podTemplate.spec.initContainers[0] is accepted but has no effect", StackValidator.Warn(Server(Given), null));
    }

    private static StackObject Server(string spec) => new(StackKind.ApmServer, KubeYaml.ReadAll($"{{metadata: {{name: door, namespace: default}}, spec: {{version: 8.17.0, count: 1, podTemplate: {{spec: {{{spec}}}}}}}}}")[0]);

    private static JsonObject Rendered(string spec) =>
        PodTemplates.Render(Server(spec), Server(spec).Spec.ObjectAt("podTemplate"), new PodTemplates.Needs("ashiato/ashiato:test", ["server"], [], [], ""));

    [Fact]
    public async Task Data_in_a_volume_of_the_pod_needs_no_claim()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync("""
            apiVersion: elasticsearch.k8s.elastic.co/v1
            kind: Elasticsearch
            metadata: {name: passing}
            spec:
              version: 8.17.0
              nodeSets:
              - name: default
                count: 1
                podTemplate: {spec: {volumes: [{name: elasticsearch-data, emptyDir: {}}]}}
            """);
        await OperatorCluster.UntilAsync("Readiness", () => cluster.Find(StackKind.Elasticsearch.Type, "passing") is { } store && OperatorCluster.IsReady(store));
        var set = cluster.Find(ResourceTypes.StatefulSets, "passing-es-default")!;
        Assert.Empty(set.ListAt("spec", "volumeClaimTemplates"));
        Assert.Empty(cluster.Cluster.Store.All("persistentvolumeclaims"));
        var container = set.ObjectsAt("spec", "template", "spec", "containers").Single();
        Assert.Contains(container.ObjectsAt("volumeMounts"), mount => (mount.Text("name"), mount.Text("mountPath")) == ("elasticsearch-data", PodTemplates.StoreDataPath));
    }

    [Fact]
    public async Task Pods_are_replaced_once_for_each_value_of_the_trigger()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string store = cluster.Find(ResourceTypes.Pods, "myes-es-default-0")!.Uid;
        await cluster.AnnotateAsync(StackKind.Elasticsearch, "myes", Names.RestartTrigger, "1");
        await OperatorCluster.UntilAsync("Another pod", () => cluster.Find(ResourceTypes.Pods, "myes-es-default-0") is { } pod && pod.Uid != store && Stores.StoreObservation.IsReady(pod));
        await cluster.ReadyAsync();
        await cluster.ToldAsync("StateChange", "pod myes-es-default-0 is replaced");
    }
}

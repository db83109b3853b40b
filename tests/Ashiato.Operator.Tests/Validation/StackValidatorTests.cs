using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Tests.Validation;

public sealed class StackValidatorTests
{
    [Fact]
    public void The_storys_objects_are_valid_in_both_forms()
    {
        foreach (var item in KubeYaml.ReadAll(Manifests.Legacy + "\n---\n" + Manifests.Current))
            Assert.Empty(StackValidator.Check(new StackObject(StackKind.All.First(kind => kind.Type.Kind == item.Text("kind")), item), null));
    }

    [Theory]
    [InlineData("name: myes", "name: a-name-that-is-much-longer-than-thirty-six-characters", "NameTooLong")]
    [InlineData("version: 7.2.0", "version: seven", "VersionUnparsable")]
    [InlineData("version: 7.2.0", "version: 5.6.0", "VersionUnsupported")]
    [InlineData("node.master: true", "node.master: false", "MasterRequired")]
    [InlineData("node.master: true", "cluster.name: mine", "ReservedSetting")]
    [InlineData("node.master: true", "node: {data: false}", "ConfigInvalid")]
    [InlineData("nodeCount: 1", "nodeCount: -1", "CountNegative")]
    [InlineData("nodeCount: 1", "nodeCount: 101", "CountTooLarge")]
    [InlineData("  nodes:", "  nodeSets: []\n  nodes:", "FormMixed")]
    [InlineData("  nodes:", "  http: {tls: {selfSignedCertificate: {disabled: true}}}\n  nodes:", "TlsRequired")]
    [InlineData("  nodes:", "  http: {tls: {selfSignedCertificate: {subjectAltNames: [{ip: 300.1.1.1}]}}}\n  nodes:", "SanInvalid")]
    [InlineData("  nodes:", "  http: {service: {spec: {type: ExternalName}}}\n  nodes:", "ServiceInvalid")]
    [InlineData("name: elasticsearch-data", "name: other", "PvcNotMounted")]
    public void What_cannot_be_done_is_named(string what, string instead, string reason)
    {
        var item = KubeYaml.ReadAll(Manifests.Legacy.Replace(what, instead, StringComparison.Ordinal))[0];
        Assert.Contains(StackValidator.Check(new StackObject(StackKind.Elasticsearch, item), null), violation => violation.Reason == reason);
    }

    [Theory]
    [InlineData("/somewhere", false)]
    [InlineData("/usr/share/elasticsearch/data", true)]
    public void A_claim_of_another_name_must_be_where_the_data_is(string path, bool isValid)
    {
        string template = $"podTemplate: {{spec: {{containers: [{{name: elasticsearch, volumeMounts: [{{name: other, mountPath: {path}}}]}}]}}}}";
        var item = KubeYaml.ReadAll(Manifests.Current.Replace("    count: 1", $"    count: 1\n    {template}", StringComparison.Ordinal).Replace("name: elasticsearch-data", "name: other", StringComparison.Ordinal))[0];
        Assert.Equal(isValid ? [] : ["PvcNotMounted"], StackValidator.Check(new StackObject(StackKind.Elasticsearch, item), null).Select(violation => violation.Reason));
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{name: myes}", "")]
    [InlineData("{secretName: outside}", "")]
    [InlineData("{secretName: outside, name: myes}", "spec.elasticsearchRef")]
    [InlineData("{secretName: outside, serviceName: x}", "spec.elasticsearchRef")]
    [InlineData("{namespace: elsewhere}", "spec.elasticsearchRef.name")]
    [InlineData("{serviceName: x}", "spec.elasticsearchRef.name")]
    public void A_reference_names_an_object_or_a_Secret_and_not_both(string reference, string field)
    {
        var item = KubeYaml.ReadAll($"{{metadata: {{name: door}}, spec: {{version: 8.17.0, count: 1, elasticsearchRef: {reference}}}}}")[0];
        var violation = StackValidator.Check(new StackObject(StackKind.ApmServer, item), null).SingleOrDefault();
        Assert.Equal(field.Length == 0 ? ("", "") : ("RefInvalid", field), (violation?.Reason ?? "", violation?.Field ?? ""));
    }

    [Fact]
    public void A_name_that_leaves_no_room_for_those_of_revisions_is_named()
    {
        var item = KubeYaml.ReadAll(Manifests.Current)[0];
        item.Metadata["name"] = new string('a', 36);
        item.ObjectsAt("spec", "nodeSets").First()["name"] = new string('b', 12);
        Assert.Empty(Reasons());
        item.ObjectsAt("spec", "nodeSets").First()["name"] = new string('b', 13);
        Assert.Equal(["NameTooLong"], Reasons());

        IEnumerable<string> Reasons() => StackValidator.Check(new StackObject(StackKind.Elasticsearch, item), null).Select(violation => violation.Reason);
    }

    [Fact]
    public void A_field_that_no_definition_has_is_named_where_a_server_dropped_it_without_a_word()
    {
        var item = KubeYaml.ReadAll(Manifests.Current)[0];
        var applied = (System.Text.Json.Nodes.JsonObject)item.DeepClone();
        applied.Child("spec")["verison"] = "7.2.0";
        applied.ObjectsAt("spec", "nodeSets").First()["cuont"] = 1;
        applied.ObjectsAt("spec", "nodeSets").First()["config"] = new System.Text.Json.Nodes.JsonObject { ["anything"] = true };
        item.Metadata.Child("annotations")[Names.LastApplied] = applied.ToJsonString();
        Assert.Equal([("UnknownField", "spec.verison"), ("UnknownField", "spec.nodeSets[0].cuont")],
            StackValidator.Check(new StackObject(StackKind.Elasticsearch, item), null).Select(violation => (violation.Reason, violation.Field)).OrderByDescending(one => one.Field, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("7.2.0", "7.17.0", false)]
    [InlineData("7.17.0", "8.1.0", false)]
    [InlineData("7.2.0", "8.1.0", true)]
    [InlineData("6.8.0", "8.1.0", true)]
    [InlineData("8.1.0", "9.0.0", false)]
    public void A_step_that_leaves_out_versions_is_taken_with_a_warning(string from, string to, bool isWarnedOf)
    {
        var before = KubeYaml.ReadAll(Manifests.Current)[0];
        before.Child("spec")["version"] = from;
        var after = (System.Text.Json.Nodes.JsonObject)before.DeepClone();
        after.Child("spec")["version"] = to;
        var item = new StackObject(StackKind.Elasticsearch, after);
        Assert.Empty(StackValidator.Check(item, before));
        Assert.Equal(isWarnedOf, StackValidator.Warn(item, before).Any(warning => warning.Contains("UpgradePath", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("  nodeSets:", "  image: docker.elastic.co/elasticsearch/elasticsearch:7.2.0\n  nodeSets:", "spec.image: an image of Elastic's own")]
    [InlineData("    count: 1", "    count: 1\n    podTemplate: {spec: {containers: [{name: elasticsearch, image: docker.elastic.co/x}]}}", "spec.nodeSets[0].podTemplate: an image of Elastic's own")]
    [InlineData("    count: 1", "    count: 1\n    podTemplate: {spec: {volumes: [{name: elasticsearch-data, emptyDir: {}}]}}", "may go with the pod")]
    [InlineData("    count: 1", "    count: 1\n    podTemplate: {spec: {containers: [{name: elasticsearch, env: [{name: ES_JAVA_OPTS, value: -Xmx1g}]}]}}", "there is no Java here")]
    [InlineData("  nodeSets:", "  remoteClusters: []\n  nodeSets:", "spec.remoteClusters is accepted but has no effect")]
    [InlineData("version: 7.2.0", "version: 7.2.0", "7.2.0 is an old compatibility version")]
    public void What_is_accepted_and_not_as_somebody_may_expect_is_told(string what, string instead, string said)
    {
        var item = new StackObject(StackKind.Elasticsearch, KubeYaml.ReadAll(Manifests.Current.Replace(what, instead, StringComparison.Ordinal))[0]);
        var warnings = StackValidator.Warn(item, null);
        Assert.Contains(warnings, warning => warning.Contains(said, StringComparison.Ordinal));
        Assert.All(warnings, warning => Assert.True(warning.Length <= 120, warning));
    }

    [Theory]
    [InlineData("storage: 10Gi", "storage: 5Gi", "StorageDecrease")]
    [InlineData("storageClassName: standard", "storageClassName: fast", "PvcImmutable")]
    [InlineData("version: 7.2.0", "version: 7.1.0", "VersionDowngrade")]
    [InlineData("name: elasticsearch-data", "name: other", "PvcImmutable")]
    public void A_change_that_cannot_be_made_is_named(string what, string instead, string reason)
    {
        var before = KubeYaml.ReadAll(Manifests.Legacy)[0];
        var after = KubeYaml.ReadAll(Manifests.Legacy.Replace(what, instead, StringComparison.Ordinal))[0];
        Assert.Contains(StackValidator.Check(new StackObject(StackKind.Elasticsearch, after), before), violation => violation.Reason == reason);
    }
}

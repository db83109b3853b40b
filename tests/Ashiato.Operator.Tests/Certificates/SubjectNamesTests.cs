using System.Text.Json.Nodes;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests.Certificates;

public sealed class SubjectNamesTests
{
    [Fact]
    public void Every_name_and_address_by_which_an_object_may_be_dialled_is_there_once_and_in_one_form()
    {
        var names = SubjectNames.Of(Server("""{"tls": {"selfSignedCertificate": {"subjectAltNames": [{"dns": "apm.example.org"}, {"ip": "2001:DB8:0::1"}, {"ip": "203.0.113.7"}]}}}"""), [Service("""
            {
              "metadata": {"name": "door-apm-http", "annotations": {"external-dns.alpha.kubernetes.io/hostname": "one.example.org., two.example.org"}},
              "spec": {"type": "LoadBalancer", "externalIPs": ["198.51.100.1"], "loadBalancerIP": "198.51.100.2", "clusterIPs": ["10.0.0.7", "None"]},
              "status": {"loadBalancer": {"ingress": [{"ip": "::ffff:203.0.113.7"}, {"hostname": "lb.example.com"}]}}
            }
            """)], ["192.0.2.9"], [], "cluster.local");
        Assert.Equal(
        [
            "door-apm-http.default.apm.local", "door-apm-http", "door-apm-http.default.svc", "door-apm-http.default", "door-apm-http.default.svc.cluster.local",
            "203.0.113.7", "lb.example.com", "198.51.100.1", "198.51.100.2", "one.example.org", "two.example.org", "10.0.0.7", "apm.example.org", "2001:db8::1", "localhost", "127.0.0.1", "::1", "192.0.2.9",
        ], names.All);
        Assert.Equal((false, false), (names.WaitsForAddress, names.IsCut));
    }

    [Fact]
    public void Of_too_many_those_of_nodes_and_of_the_cluster_go_first()
    {
        string given = string.Join(',', Enumerable.Range(0, 88).Select(i => $"{{\"dns\": \"n{i}.example.org\"}}"));
        var names = SubjectNames.Of(Server($"{{\"tls\": {{\"selfSignedCertificate\": {{\"subjectAltNames\": [{given}]}}}}}}"),
            [Service("""{"metadata": {"name": "door-apm-http"}, "spec": {"type": "LoadBalancer", "clusterIPs": ["10.0.0.7"]}}""")], [], [.. Enumerable.Range(1, 20).Select(i => $"192.0.2.{i}")], "cluster.local");
        Assert.Equal((true, true), (names.IsCut, names.WaitsForAddress));
        Assert.DoesNotContain(names.All, name => name == "10.0.0.7" || name.StartsWith("192.0.2.", StringComparison.Ordinal));
        Assert.Contains("n87.example.org", names.All);
        Assert.Contains("::1", names.All);
    }

    private static StackObject Server(string http) => new(StackKind.ApmServer, (JsonObject)JsonNode.Parse($$"""
        {"metadata": {"name": "door", "namespace": "default"}, "spec": {"version": "8.17.0", "count": 1, "http": {{http}}} }
        """)!);

    private static JsonObject Service(string text) => (JsonObject)JsonNode.Parse(text)!;
}

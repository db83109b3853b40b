using Ashiato.Tests.EndToEnd;

namespace Ashiato.Operator.Tests;

/// <summary>What people apply.</summary>
internal static class Manifests
{
    /// <summary>The operator and its kinds.</summary>
    public static string AllInOne => File.ReadAllText(Repository.Path("deploy", "all-in-one.yaml"));

    /// <summary>The three objects of the story, as they were printed.</summary>
    public const string Legacy = """
        apiVersion: elasticsearch.k8s.elastic.co/v1alpha1
        kind: Elasticsearch
        metadata:
          name: myes
        spec:
          version: 7.2.0
          nodes:
          - nodeCount: 1
            config:
              node.master: true
              node.data: true
              node.ingest: true
            volumeClaimTemplates:
              - metadata:
                  name: elasticsearch-data
                spec:
                  accessModes:
                  - ReadWriteOnce
                  resources:
                    requests:
                      storage: 10Gi
                  storageClassName: standard
        ---
        apiVersion: kibana.k8s.elastic.co/v1alpha1
        kind: Kibana
        metadata:
          name: mykibana
        spec:
          version: 7.2.0
          nodeCount: 1
          http:
            service:
              spec:
                type: LoadBalancer
          elasticsearchRef:
            name: myes
        ---
        apiVersion: apm.k8s.elastic.co/v1alpha1
        kind: ApmServer
        metadata:
          name: myapm-server
        spec:
          version: 7.2.0
          nodeCount: 1
          http:
            service:
              spec:
                type: LoadBalancer
          elasticsearchRef:
            name: myes
        """;

    /// <summary>The same in today's form.</summary>
    public static string Current => Legacy.Replace("v1alpha1", "v1", StringComparison.Ordinal)
        .Replace("  nodes:\n  - nodeCount: 1", "  nodeSets:\n  - name: default\n    count: 1", StringComparison.Ordinal)
        .Replace("nodeCount: 1", "count: 1", StringComparison.Ordinal);
}

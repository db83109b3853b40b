using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Tests;

/// <summary>A custom resource for tests.</summary>
internal static class Shops
{
    public static readonly ResourceType Type = new("test.example", "v1", "Shop", "shops");

    public const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: shops.test.example
        spec:
          group: test.example
          scope: Namespaced
          names: {kind: Shop, plural: shops, singular: shop, shortNames: [sh], categories: [stores]}
          versions:
          - name: v1
            served: true
            storage: true
            additionalPrinterColumns:
            - {name: health, type: string, jsonPath: .status.health}
            - {name: age, type: date, jsonPath: .metadata.creationTimestamp}
            subresources: {status: {}, scale: {specReplicasPath: .spec.count, statusReplicasPath: .status.count}}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    description: What is wanted.
                    properties:
                      count: {type: integer, format: int32, minimum: 0, description: How many.}
                      config: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    public static string Manifest(string name, int count) => $$"""
        apiVersion: test.example/v1
        kind: Shop
        metadata: { name: {{name}} }
        spec: {count: {{count}}, config: {open: true} }
        """;

    public static JsonObject New(string name, int count) => new()
    {
        ["apiVersion"] = Type.ApiVersion,
        ["kind"] = Type.Kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["count"] = count },
    };
}

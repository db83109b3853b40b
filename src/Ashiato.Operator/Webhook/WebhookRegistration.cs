using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Webhook;

/// <summary>Tells the API server to ask the webhook.</summary>
internal sealed class WebhookRegistration(IKubeClient client, OperatorOptions options)
{
    private const string Name = "elastic-webhook.k8s.elastic.co";

    /// <summary>Brings Service and registration to what they shall be; writes only what differs.</summary>
    public async Task EnsureAsync(string bundle, CancellationToken cancel)
    {
        await ApplyAsync(ResourceTypes.Services, ServiceDocument(), cancel);
        await ApplyAsync(ResourceTypes.ValidatingWebhookConfigurations, Document(bundle), cancel);
    }

    /// <summary>The path of a kind.</summary>
    public static string PathOf(StackKind kind) => $"/validate-{kind.Type.Group.Replace('.', '-')}-v1-{kind.Type.Kind.ToLowerInvariant()}";

    private async Task ApplyAsync(ResourceType type, JsonObject document, CancellationToken cancel)
    {
        try
        {
            if (Subset.Holds(document, await client.GetAsync(type, document.Key, cancel))) return;
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Made below.
        }
        await client.ApplyAsync(type, document, null, null, cancel);
    }

    private static JsonArray Resources(StackKind kind) => kind == StackKind.Elasticsearch ? [kind.Type.Plural] : [kind.Type.Plural, kind.Type.Plural + "/scale"];

    private JsonObject ServiceDocument() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = new JsonObject { ["name"] = WebhookCertificates.Service, ["namespace"] = options.OperatorNamespace },
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["control-plane"] = "elastic-operator" },
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP", ["targetPort"] = options.WebhookPort }),
        },
    };

    private JsonObject Document(string bundle) => new()
    {
        ["apiVersion"] = ResourceTypes.ValidatingWebhookConfigurations.ApiVersion,
        ["kind"] = ResourceTypes.ValidatingWebhookConfigurations.Kind,
        ["metadata"] = new JsonObject { ["name"] = Name },
        ["webhooks"] = new JsonArray([.. StackKind.All.Select(kind => (JsonNode)new JsonObject
        {
            ["name"] = $"elastic-{kind.Suffix}-validation-v1.k8s.elastic.co",
            ["admissionReviewVersions"] = new JsonArray("v1"),
            ["sideEffects"] = "None",
            // An operator that is down shall not keep anybody from working; it checks again itself.
            ["failurePolicy"] = "Ignore",
            ["timeoutSeconds"] = 5,
            ["matchPolicy"] = "Equivalent",
            ["clientConfig"] = new JsonObject
            {
                ["service"] = new JsonObject { ["name"] = WebhookCertificates.Service, ["namespace"] = options.OperatorNamespace, ["path"] = PathOf(kind), ["port"] = 443 },
                ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle)),
            },
            ["rules"] = new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray(kind.Type.Group), ["apiVersions"] = new JsonArray("v1"), ["resources"] = Resources(kind), ["operations"] = new JsonArray("CREATE", "UPDATE"),
            }),
        })]),
    };
}

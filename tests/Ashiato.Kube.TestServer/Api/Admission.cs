using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>Asks the validating webhooks that are registered for a write.</summary>
internal sealed class Admission(ObjectStore store)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Turns the name of a service's port into an address.</summary>
    public Func<string, string, int, (string Host, int Port)?> Resolve { get; set; } = static (_, _, _) => null;

    /// <summary>Why a webhook could not be asked the last time, for the message of a test that failed.</summary>
    public string? LastTrouble { get; private set; }

    /// <exception cref="ApiError">A webhook refused, or could not be asked and must be.</exception>
    public async Task CheckAsync(ResourceInfo resource, JsonObject? before, JsonObject after, ObjectWriter.Options options)
    {
        if (options.Subresource.Length > 0) return;
        // Whoever is asked about objects alone hears nothing of their scale.
        string asked = options.IsScale ? resource.Type.Plural + "/scale" : resource.Type.Plural;
        string operation = before is null ? "CREATE" : "UPDATE";
        foreach (var webhook in store.All(BuiltInResources.Webhooks.StoreKey).SelectMany(configuration => configuration.ObjectsAt("webhooks")))
        {
            var rule = webhook.ObjectsAt("rules").FirstOrDefault(rule =>
                Has(rule, "operations", operation) && Has(rule, "apiGroups", resource.Type.Group) && Has(rule, "resources", asked));
            if (rule is null) continue;
            // Equivalent: the webhook sees the object in a version that it asked for.
            string version = Has(rule, "apiVersions", resource.Type.Version) ? resource.Type.Version : rule.ListAt("apiVersions").First()!.GetValue<string>();
            await AskAsync(webhook, resource, version, operation, before, after, options);
        }
    }

    private static bool Has(JsonObject rule, string list, string value) => rule.ListAt(list).Any(item => item!.GetValue<string>() is var text && (text == "*" || text == value));

    private async Task AskAsync(JsonObject webhook, ResourceInfo resource, string version, string operation, JsonObject? before, JsonObject after, ObjectWriter.Options options)
    {
        JsonObject? response;
        try
        {
            response = await CallAsync(webhook, Review(resource, version, operation, before, after, options));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            LastTrouble = e.ToString();
            if (webhook.Text("failurePolicy") == "Ignore") return;
            throw new ApiError(500, "InternalError", $"Internal error occurred: failed calling webhook \"{webhook.Text("name")}\": {e.Message}");
        }
        foreach (var warning in response?.ListAt("warnings") ?? []) options.Warnings.Add(warning!.GetValue<string>());
        if (response?.Flag("allowed") == true) return;
        var status = response?.ObjectAt("status");
        throw new ApiError((int)(status?.Number("code") ?? 400), status?.Text("reason") ?? "Forbidden", $"admission webhook \"{webhook.Text("name")}\" denied the request: {status?.Text("message")}")
        {
            Causes = [.. (status?.ObjectsAt("details", "causes") ?? []).Select(cause => (cause.Text("reason") ?? "", cause.Text("field") ?? "", cause.Text("message") ?? ""))],
            About = status?.Text("details", "kind") is { } kind ? (status.Text("details", "group") ?? "", kind, status.Text("details", "name") ?? after.Name) : null,
        };
    }

    private static JsonObject Review(ResourceInfo resource, string version, string operation, JsonObject? before, JsonObject after, ObjectWriter.Options options)
    {
        JsonObject? In(JsonObject? item)
        {
            if (item is null) return null;
            var copy = (JsonObject)item.DeepClone();
            copy["apiVersion"] = $"{resource.Type.Group}/{version}";
            return copy;
        }

        JsonObject? Seen(JsonObject? item) => item is not null && options.IsScale ? Scales.Of(resource, item) : In(item);

        return new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = Guid.NewGuid().ToString(),
                ["kind"] = options.IsScale ? new JsonObject { ["group"] = "autoscaling", ["version"] = "v1", ["kind"] = "Scale" } : new JsonObject { ["group"] = resource.Type.Group, ["version"] = version, ["kind"] = resource.Type.Kind },
                ["resource"] = new JsonObject { ["group"] = resource.Type.Group, ["version"] = version, ["resource"] = resource.Type.Plural },
                ["subResource"] = options.IsScale ? "scale" : null,
                ["name"] = after.Name,
                ["namespace"] = after.Namespace,
                ["operation"] = operation,
                ["object"] = Seen(after),
                ["oldObject"] = Seen(before),
                ["dryRun"] = options.IsDryRun,
            },
        };
    }

    private async Task<JsonObject?> CallAsync(JsonObject webhook, JsonObject review)
    {
        var service = webhook.ObjectAt("clientConfig", "service") ?? throw ApiError.NotImitated("webhooks by URL");
        string name = service.Text("name")!, ns = service.Text("namespace")!;
        int port = (int)(service.Number("port") ?? 443);
        var address = Resolve(ns, name, port) ?? throw new HttpRequestException($"no endpoints available for service \"{name}\"");

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        string bundle = webhook.Text("clientConfig", "caBundle") is { } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : "";
        policy.CustomTrustStore.ImportFromPem(bundle);
        using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
        // A registration's own timeout is about a machine with time to spare; one that tests share has none.
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(webhook.Number("timeoutSeconds") ?? 10) + s_patience };
        // The name that the certificate is checked for.
        http.DefaultRequestHeaders.Host = $"{name}.{ns}.svc";
        using var content = new StringContent(review.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"https://{address.Host}:{address.Port}{service.Text("path")}"), content);
        answer.EnsureSuccessStatusCode();
        return (JsonNode.Parse(await answer.Content.ReadAsStringAsync()) as JsonObject)?.ObjectAt("response");
    }
}

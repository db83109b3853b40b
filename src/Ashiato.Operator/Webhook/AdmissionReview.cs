using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Stores;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Webhook;

/// <summary>Answers whether an object may be written.</summary>
/// <remarks>Source: Kubernetes documentation, "Dynamic Admission Control", AdmissionReview v1.</remarks>
internal sealed class AdmissionReview(OperatorParts parts)
{
    private readonly ExistingNodes _existing = new(parts);

    public async Task<JsonObject> AnswerAsync(JsonObject review, CancellationToken cancel)
    {
        var request = review.ObjectAt("request") ?? [];
        var response = new JsonObject { ["uid"] = request.Text("uid"), ["allowed"] = true };
        var kind = StackKind.All.FirstOrDefault(known => known.Type.Plural == request.Text("resource", "resource"));
        if (kind is not null && request.ObjectAt("object") is { } source)
        {
            if (request.Text("subResource") == "scale") Scale(kind, request, source, response);
            else await CheckAsync(new StackObject(kind, source), request.ObjectAt("oldObject"), response, cancel);
        }
        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response };
    }

    private async Task CheckAsync(StackObject item, JsonObject? before, JsonObject response, CancellationToken cancel)
    {
        // An object on its way out shall not be held up by what is wrong with it.
        if (item.Source.IsDeleting) return;
        var warnings = StackValidator.Warn(item, before);
        if (warnings.Count > 0) response["warnings"] = new JsonArray([.. warnings.Select(warning => (JsonNode)warning)]);
        var violations = StackValidator.Check(item, before).Concat(await ExistingAsync(item, cancel)).DistinctBy(violation => (violation.Reason, violation.Field)).ToList();
        if (violations.Count > 0) Refuse(response, item.Kind, item.Name, violations);
    }

    /// <summary>What exists rules something out; where that cannot be found out, the reconciler finds it.</summary>
    private async Task<IReadOnlyList<Violation>> ExistingAsync(StackObject item, CancellationToken cancel)
    {
        if (item.Kind != StackKind.Elasticsearch) return [];
        try
        {
            return await _existing.ViolationsAsync(item, cancel);
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or TimeoutException)
        {
            return [];
        }
    }

    /// <summary><c>kubectl scale</c> writes <c>count</c>, which an object in the older spelling must not have besides.</summary>
    private void Scale(StackKind kind, JsonObject request, JsonObject scale, JsonObject response)
    {
        var key = new ObjectKey(request.Text("namespace") ?? "", request.Text("name") ?? scale.Name);
        if (parts.View.Find(kind, key) is not { } item || !item.IsLegacy) return;
        Refuse(response, kind, key.Name, [new Violation("FormMixed", "spec.nodeCount", "FieldValueForbidden",
            $"the object says nodeCount, and kubectl scale writes count; kubectl patch {kind.Type.QualifiedName} {key.Name} -n {key.Namespace} --type=merge -p '{{\"spec\":{{\"nodeCount\":{scale.Number("spec", "replicas") ?? 1}}}}}' does it")]);
    }

    private static void Refuse(JsonObject response, StackKind kind, string name, IReadOnlyList<Violation> violations)
    {
        response["allowed"] = false;
        response["status"] = new JsonObject
        {
            ["status"] = "Failure",
            ["code"] = 422,
            ["reason"] = "Invalid",
            ["message"] = $"{kind.Type.Kind} \"{name}\" is invalid: {string.Join("; ", violations)}",
            ["details"] = new JsonObject
            {
                ["name"] = name,
                ["group"] = kind.Type.Group,
                ["kind"] = kind.Type.Kind,
                ["causes"] = new JsonArray([.. violations.Select(violation => (JsonNode)new JsonObject { ["reason"] = violation.Kind, ["field"] = violation.Field, ["message"] = violation.Message })]),
            },
        };
    }
}

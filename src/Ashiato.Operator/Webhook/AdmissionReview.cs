using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Webhook;

/// <summary>Answers whether an object may be written.</summary>
/// <remarks>Source: Kubernetes documentation, "Dynamic Admission Control", AdmissionReview v1.</remarks>
internal static class AdmissionReview
{
    public static JsonObject Answer(JsonObject review)
    {
        var request = review.ObjectAt("request") ?? [];
        var response = new JsonObject { ["uid"] = request.Text("uid"), ["allowed"] = true };
        var kind = StackKind.All.FirstOrDefault(known => known.Type.Kind == request.Text("kind", "kind"));
        if (kind is not null && request.ObjectAt("object") is { } source) Check(new StackObject(kind, source), request.ObjectAt("oldObject"), response);
        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response };
    }

    private static void Check(StackObject item, JsonObject? before, JsonObject response)
    {
        // An object on its way out shall not be held up by what is wrong with it.
        if (item.Source.IsDeleting) return;
        var warnings = StackValidator.Warn(item, before);
        if (warnings.Count > 0) response["warnings"] = new JsonArray([.. warnings.Select(warning => (JsonNode)warning)]);
        var violations = StackValidator.Check(item, before);
        if (violations.Count == 0) return;
        response["allowed"] = false;
        response["status"] = new JsonObject
        {
            ["status"] = "Failure",
            ["code"] = 422,
            ["reason"] = "Invalid",
            ["message"] = $"{item.Kind.Type.Kind} \"{item.Name}\" is invalid: {string.Join("; ", violations)}",
            ["details"] = new JsonObject
            {
                ["name"] = item.Name,
                ["group"] = item.Kind.Type.Group,
                ["kind"] = item.Kind.Type.Kind,
                ["causes"] = new JsonArray([.. violations.Select(violation => (JsonNode)new JsonObject { ["reason"] = violation.Kind, ["field"] = violation.Field, ["message"] = violation.Message })]),
            },
        };
    }
}

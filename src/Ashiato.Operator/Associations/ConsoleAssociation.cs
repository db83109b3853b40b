using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Associations;

/// <summary>Tells servers where their console is, so that they can tell people.</summary>
/// <remarks>Agents are configured from the store, with or without this; the server never asks the console for anything.</remarks>
internal sealed class ConsoleAssociation(OperatorParts parts)
{
    private readonly ReferenceAccess _access = new(parts);

    /// <summary>Brings annotation and Secret to what they shall be.</summary>
    /// <returns>The association; its address is the one that people use, unknown while a load balancer has none.</returns>
    public async Task<Association> ReconcileAsync(StackObject item, CancellationToken cancel)
    {
        string authorityName = item.Child("kb-ca");
        var (association, connection, authority) = item.Console is { } reference ? await FindAsync(item, reference, cancel) : (Association.None, null, null);
        if (authority is null) await parts.Children.DeleteAsync(item, ResourceTypes.Secrets, authorityName, cancel);
        else await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, authorityName, new Dictionary<string, string> { ["ca.crt"] = authority }), cancel);
        if (connection is not null) (connection["caCertProvided"], connection["caSecretName"]) = (authority is not null, authority is null ? "" : authorityName);
        await ConnectionNote.WriteAsync(parts, item, Names.ConsoleAssociation, "the console", connection, cancel);
        return association;
    }

    private async Task<(Association Association, JsonObject? Connection, string? Authority)> FindAsync(StackObject item, ObjectReference reference, CancellationToken cancel)
    {
        if (reference.SecretName is { } name)
        {
            var secret = await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
            if (secret?.SecretText("url") is not { } given || !Uri.TryCreate(given, UriKind.Absolute, out _))
                return (new Association(Association.Pending, "SecretNotReady", $"Secret {name} does not exist or has no address as url"), null, null);
            return (new Association(Association.Established, "Established", $"the console is at {given}") { Url = given }, new JsonObject { ["url"] = given }, secret.SecretText("ca.crt"));
        }
        var key = new ObjectKey(reference.Namespace ?? item.Namespace, reference.Name!);
        var (console, refusal) = await _access.FindAsync(item, StackKind.Kibana, key, "Console", cancel);
        if (console is null) return (refusal!, null, null);
        string inside = $"{console.Scheme}://{reference.ServiceName ?? console.HttpService}.{console.Namespace}.svc:{console.Kind.Port}";
        string? authority = parts.View.Child(console, ResourceTypes.Secrets, console.Child("http-certs-public"))?.SecretText("ca.crt");
        var connection = new JsonObject { ["url"] = inside, ["version"] = console.Source.Text("status", "version") };
        return (new Association(Association.Established, "Established", $"connected with Kibana {key}") { Url = Public(console, inside) }, connection, authority);
    }

    /// <summary>The address that people use: what the console was told, or its load balancer's, or else that of its Service.</summary>
    private string? Public(StackObject console, string inside)
    {
        if (ConfigSettings.First(console, [ConfigSettings.PublicAddress])?.ToString() is { } told && Uri.TryCreate(told, UriKind.Absolute, out _)) return told;
        var service = parts.View.Child(console, ResourceTypes.Services, console.HttpService);
        if (service?.Text("spec", "type") != "LoadBalancer") return inside;
        if (SubjectNames.Addresses(service).FirstOrDefault() is not { } address) return null;
        long port = service.ObjectsAt("spec", "ports").FirstOrDefault()?.Number("port") ?? console.Kind.Port;
        return $"{console.Scheme}://{(address.Contains(':') ? $"[{address}]" : address)}:{port}";
    }
}

using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Reconcilers;

/// <summary>Runs consoles and servers: interchangeable pods in front of a store.</summary>
/// <param name="parts">What it works with.</param>
/// <param name="kind">Kibana or ApmServer.</param>
internal sealed class DeploymentReconciler(OperatorParts parts, StackKind kind) : IReconciler
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2), s_pending = TimeSpan.FromSeconds(10);
    private readonly HttpCertificates _certificates = new(parts);
    private readonly Associations.Associations _associations = new(parts);

    public StackKind Kind => kind;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (parts.View.Find(kind, key) is not { } item)
        {
            await Leftovers.DeleteAsync(parts, kind, key, cancel);
            return null;
        }
        if (item.Source.IsDeleting || item.IsPaused) return null;
        var violations = StackValidator.Check(item, null);
        if (violations.Count > 0)
        {
            foreach (var violation in violations) parts.Events.Warning(item.Source, "Validation", violation.ToString());
            await DeploymentStatus.WriteAsync(parts, item, null, Association.None, violations, cancel);
            return null;
        }

        // The Service comes first: a load balancer takes its time.
        var service = await parts.Children.ApplyAsync(item, ResourceTypes.Services, ServiceDocuments.Http(item), cancel);
        var certificates = await _certificates.ReconcileAsync(item, service is null ? [] : [service], cancel);
        string? token = kind == StackKind.ApmServer ? await TokenAsync(item, cancel) : null;
        var association = await _associations.ReconcileAsync(item, cancel);
        string settings = SettingsOf(item, association, token);
        bool hasRun = parts.View.Child(item, ResourceTypes.Deployments, item.Workload) is not null;
        if (association.IsEstablished || !hasRun) await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, item.Child("config"), new Dictionary<string, string> { [kind.ConfigKey] = settings }), cancel);
        if (association.IsEstablished) await RunAsync(item, association, settings, cancel);
        await BudgetAsync(item, cancel);
        bool isDone = await DeploymentStatus.WriteAsync(parts, item, certificates, association, [], cancel);

        var wait = association.State is Association.Pending ? s_pending : isDone ? (TimeSpan?)null : s_soon;
        if (certificates.NextChange is not { } next) return wait;
        var until = next - parts.Time.GetUtcNow();
        if (until < TimeSpan.FromSeconds(1)) until = TimeSpan.FromSeconds(1);
        return wait is null || until < wait ? until : wait;
    }

    private async Task<string> TokenAsync(StackObject item, CancellationToken cancel)
    {
        var values = await parts.Generated.EnsureAsync(item, item.Child("token"), [ApmToken.Key], isOwned: false, "SecretTokenReplaced", cancel);
        return values[ApmToken.Key];
    }

    private string SettingsOf(StackObject item, Association association, string? token)
    {
        var settings = new Settings().Add("store-token", association.Token);
        if (kind == StackKind.Kibana) return settings.Add("console-password", association.Password).ToString();
        var config = item.Spec.ObjectAt("config");
        string? given = StackObject.Setting(config, "apm-server.secret_token")?.ToString();
        settings.Add("secret-token", given ?? token);
        if ((StackObject.Setting(config, "apm-server.rum.enabled") ?? StackObject.Setting(config, "apm-server.auth.anonymous.enabled"))?.ToString() == "true") settings.Add("rum", "on");
        if (StackObject.Setting(config, "apm-server.rum.allow_origins") is JsonArray origins) settings.Add("rum-origins", string.Join(',', origins.Select(origin => origin?.ToString())));
        return settings.ToString();
    }

    private async Task RunAsync(StackObject item, Association association, string settings, CancellationToken cancel)
    {
        var document = ChildDocuments.New(item, ResourceTypes.Deployments, item.Workload);
        document["spec"] = new JsonObject
        {
            ["replicas"] = item.Count,
            ["revisionHistoryLimit"] = item.Spec.Number("revisionHistoryLimit") ?? 0,
            ["selector"] = new JsonObject { ["matchLabels"] = item.IdentityLabels },
            ["strategy"] = new JsonObject { ["type"] = "RollingUpdate" },
            ["template"] = Template(item, association, settings),
        };
        await parts.Children.ApplyAsync(item, ResourceTypes.Deployments, document, cancel);
    }

    private JsonObject Template(StackObject item, Association association, string settings)
    {
        var arguments = new List<string> { kind.Role, $"--config={PodTemplates.ConfigPath}/{kind.ConfigKey}", $"--{kind.Role}=*:{kind.Port}", $"--data={PodTemplates.ScratchPath}/ashiato", $"--store-url={association.Url}" };
        var volumes = new List<(string, JsonObject?, string)>
        {
            ("elastic-internal-config", PodTemplates.FromSecret(item.Child("config")), PodTemplates.ConfigPath),
            ("scratch", new JsonObject { ["emptyDir"] = new JsonObject() }, PodTemplates.ScratchPath),
        };
        if (kind == StackKind.ApmServer) arguments.Add("--otlp-ports=off");
        if (item.HasTls)
        {
            arguments.AddRange([$"--cert={PodTemplates.CertificatesPath}/tls.crt", $"--key={PodTemplates.CertificatesPath}/tls.key"]);
            volumes.Add(("elastic-internal-http-certs", PodTemplates.FromSecret(item.Child("http-certs-internal")), PodTemplates.CertificatesPath));
        }
        else arguments.Add("--tls=off");
        if (association.AuthoritySecret is { } authority)
        {
            arguments.Add($"--store-ca={PodTemplates.AuthorityPath}/ca.crt");
            volumes.Add(("elastic-internal-es-ca", PodTemplates.FromSecret(authority), PodTemplates.AuthorityPath));
        }
        return PodTemplates.Render(item, item.Spec.ObjectAt("podTemplate"), new PodTemplates.Needs(item.Spec.Text("image") ?? parts.Options.Image, arguments, volumes, [], settings));
    }

    private Task BudgetAsync(StackObject item, CancellationToken cancel) => item.Count > 1
        ? parts.Children.ApplyAsync(item, ResourceTypes.PodDisruptionBudgets, ChildDocuments.Budget(item, "maxUnavailable", 1), cancel)
        : parts.Children.DeleteAsync(item, ResourceTypes.PodDisruptionBudgets, item.Child("default"), cancel);
}

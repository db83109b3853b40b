using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Secrets;
using Ashiato.Operator.Status;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Reconcilers;

/// <summary>Runs consoles and servers: interchangeable pods in front of a store.</summary>
/// <param name="parts">What it works with.</param>
/// <param name="kind">Kibana or ApmServer.</param>
internal sealed class DeploymentReconciler(OperatorParts parts, StackKind kind) : IReconciler
{
    /// <summary>The volume with the certificate that is shown to a store.</summary>
    public const string ClientVolume = "elastic-internal-es-client";

    // Secrets that describe stores and consoles outside carry no label of ours, and so are not watched.
    private static readonly TimeSpan s_outside = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2), s_pending = TimeSpan.FromSeconds(10), s_least = TimeSpan.FromSeconds(1);
    private readonly HttpCertificates _certificates = new(parts);
    private readonly Associations.Associations _associations = new(parts);
    private readonly ConsoleAssociation _consoles = new(parts);
    private readonly ApmToken _token = new(parts);
    private readonly SecureSettings _secure = new(parts);
    private readonly PodLookout _lookout = new(parts);
    private readonly DeploymentStatus _status = new(parts);

    public StackKind Kind => kind;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (parts.View.Find(kind, key) is not { } item)
        {
            await Leftovers.DeleteAsync(parts, kind, key, cancel);
            return null;
        }
        if (await Unmanaged.HandleAsync(parts, _certificates, item, cancel) is (true, var again)) return again;
        var violations = StackValidator.Check(item, null);
        if (violations.Count > 0)
        {
            foreach (var violation in violations) parts.Events.Warning(item.Source, "Validation", violation.ToString());
            await Unmanaged.RenewAsync(parts, _certificates, item, violations, cancel);
            await _status.WriteAsync(item, violations, cancel);
            return Unmanaged.LookEvery;
        }

        // The Service comes first: a load balancer takes its time.
        var steps = new Steps();
        var service = await steps.TryAsync(() => parts.Children.ApplyServiceAsync(item, ServiceDocuments.Http(item), cancel), parts.View.Child(item, ResourceTypes.Services, item.HttpService));
        var certificates = await steps.TryAsync<CertificateState?>(async () => await _certificates.ReconcileAsync(item, service is null ? [] : [service], cancel), null);
        var tokenEnds = kind == StackKind.ApmServer ? await _token.EnsureAsync(item, cancel) : null;
        var association = await _associations.ReconcileAsync(item, cancel);
        var console = kind == StackKind.ApmServer ? await _consoles.ReconcileAsync(item, cancel) : Association.None;
        var secure = await _secure.LookAsync(item, cancel);
        var settings = SettingsOf(item, association, console);
        bool hasRun = parts.View.Child(item, ResourceTypes.Deployments, item.Workload) is not null;
        if (association.IsEstablished || !hasRun) await SettingsSecret.ApplyAsync(parts, item, item.Child("config"), settings, cancel);
        var order = VersionOrder.Of(parts, item, association);
        string? waits = parts.Rollouts.WaitsFor(item);
        if (association.IsEstablished && waits is null && certificates is not null) await steps.TryAsync(() => RunAsync(item, association, order, settings.Fixed, secure, cancel));
        await steps.TryAsync(() => BudgetAsync(item, cancel));
        var (seen, look) = await _lookout.LookAsync(item, kind == StackKind.ApmServer ? association.Token : null, cancel);
        bool isDone = await _status.WriteAsync(item, new DeploymentSight(certificates, association, console, seen, order with { Waits = waits ?? order.Waits }) { Failure = steps.Failure }, cancel);
        steps.End();

        if (isDone) await _associations.LeaveAsync(item, cancel);

        TimeSpan? wait = isDone ? null : s_soon;
        if (association.Handover?.IsWaiting == true) wait = Sooner(wait, s_soon);
        if (waits is not null) wait = Sooner(wait, s_pending);
        if (association.State == Association.Pending || console.State == Association.Pending) wait = s_pending;
        if (association.ClientSecret is not null) wait = Sooner(wait, ClientTrust.LookEvery);
        if (ManualStore.IsGiven(item) || item.Store?.SecretName is not null || item.Console?.SecretName is not null) wait = Sooner(wait, s_outside);
        if (parts.Options.EnforcesAccess && (item.Store?.Name ?? item.Console?.Name) is not null) wait = Sooner(wait, ReferenceAccess.LookEvery);
        if (SecureSettings.SourcesOf(item).Count > 0) wait = Sooner(wait, SecureSettings.LookEvery);
        return Sooner(Sooner(Sooner(wait, look), Until(certificates?.NextChange)), Sooner(Until(tokenEnds), Until(association.Handover?.Previous.NextEnd)));
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private TimeSpan? Until(DateTimeOffset? moment)
    {
        if (moment is not { } next) return null;
        var wait = next - parts.Time.GetUtcNow();
        return wait < s_least ? s_least : wait;
    }

    private Settings SettingsOf(StackObject item, Association association, Association console)
    {
        var settings = new Settings().Add(Settings.StoreToken, association.Token);
        if (kind == StackKind.Kibana) return settings.Add(Settings.ConsolePassword, association.Password);
        settings.Add(Settings.AgentToken, ConfigSettings.First(item, ConfigSettings.Tokens)?.ToString());
        settings.Add("console-url", console.Url);
        if (ConfigSettings.First(item, ConfigSettings.Browsers)?.ToString() == "true") settings.Add("rum", "on");
        settings.Add("rum-origins", Texts(ConfigSettings.First(item, [ConfigSettings.Origins])));
        settings.Add("rum-services", Texts(ConfigSettings.First(item, ConfigSettings.Services)));
        return settings;
    }

    private static string? Texts(JsonNode? list) => list is JsonArray texts ? string.Join(',', texts.Select(text => text?.ToString())) : null;

    private async Task RunAsync(StackObject item, Association association, VersionOrder order, string settings, SecureSettings.Files secure, CancellationToken cancel)
    {
        var document = ChildDocuments.New(item, ResourceTypes.Deployments, item.Workload);
        document["spec"] = new JsonObject
        {
            ["replicas"] = item.Count,
            ["revisionHistoryLimit"] = item.Spec.Number("revisionHistoryLimit") ?? 0,
            ["selector"] = new JsonObject { ["matchLabels"] = item.IdentityLabels },
            ["strategy"] = Strategy(item),
            ["template"] = Template(item, association, order, settings, secure),
        };
        await parts.Children.ApplyAsync(item, ResourceTypes.Deployments, document, cancel);
    }

    /// <summary>A pod that is held is one more: it never serves, and those that do go on.</summary>
    private static JsonObject Strategy(StackObject item)
    {
        var strategy = new JsonObject { ["type"] = "RollingUpdate" };
        if (item.HoldsPod) strategy["rollingUpdate"] = new JsonObject { ["maxSurge"] = 1, ["maxUnavailable"] = 0 };
        return strategy;
    }

    private JsonObject Template(StackObject item, Association association, VersionOrder order, string settings, SecureSettings.Files secure)
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
        if (item.AsksClients) arguments.Add($"--client-ca={PodTemplates.CertificatesPath}/{ClientTrust.Key}");
        if (association.ClientSecret is { } shown)
        {
            arguments.AddRange([$"--store-cert={PodTemplates.ClientPath}/tls.crt", $"--store-key={PodTemplates.ClientPath}/tls.key"]);
            volumes.Add((ClientVolume, PodTemplates.FromSecret(shown), PodTemplates.ClientPath));
        }
        if (SecretFiles(item, secure) is { } files)
        {
            arguments.Add($"--secrets-dir={SecureSettings.Path}");
            volumes.Add(("elastic-internal-secure-settings", files, SecureSettings.Path));
        }
        return PodTemplates.Render(item, item.Spec.ObjectAt("podTemplate"), new PodTemplates.Needs(PodTemplates.ImageOf(item, item.Spec.ObjectAt("podTemplate"), parts.Options.Image), arguments, volumes, new JsonObject { [kind.VersionLabel] = order.Version }, settings + secure.Text) { IsHeld = item.HoldsPod });
    }

    /// <summary>The author's secrets, and a server's token, which is read again when it changes and so is no reason to replace pods.</summary>
    private static JsonObject? SecretFiles(StackObject item, SecureSettings.Files secure)
    {
        bool hasToken = item.Kind == StackKind.ApmServer && !secure.Names.Contains(ApmToken.Key) && !ConfigSettings.HasOwnToken(item);
        if (!hasToken) return secure.Volume;
        var volume = secure.Volume?.DeepClone() as JsonObject ?? new JsonObject { ["projected"] = new JsonObject { ["sources"] = new JsonArray() } };
        ((JsonArray)volume["projected"]!["sources"]!).Add(new JsonObject { ["secret"] = new JsonObject { ["name"] = item.Child("token") } });
        return volume;
    }

    private Task BudgetAsync(StackObject item, CancellationToken cancel) => item.Count > 1
        ? parts.Children.ApplyAsync(item, ResourceTypes.PodDisruptionBudgets, ChildDocuments.Budget(item, "maxUnavailable", 1), cancel)
        : parts.Children.DeleteAsync(item, ResourceTypes.PodDisruptionBudgets, item.Child("default"), cancel);
}

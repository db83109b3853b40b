using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Secrets;
using Ashiato.Operator.Status;
using Ashiato.Operator.Stores;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Reconcilers;

/// <summary>Runs a store for each Elasticsearch object.</summary>
internal sealed class ElasticsearchReconciler(OperatorParts parts) : IReconciler
{
    /// <summary>Who people are at first.</summary>
    public const string ElasticUser = "elastic";

    /// <summary>Who consoles, servers and the operator are: its password is the store's token.</summary>
    public const string StoreUser = "elastic-internal";

    /// <summary>The operator's own users.</summary>
    public static readonly IReadOnlyList<string> InternalUsers = [StoreUser, "elastic-internal-keystore", "elastic-internal-probe"];

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);
    private readonly HttpCertificates _certificates = new(parts);
    private readonly TransportCertificates _transport = new(parts);
    private readonly StoreUsers _users = new(parts);
    private readonly StoreNodes _nodes = new(parts);
    private readonly StoreConfigMaps _configMaps = new(parts);
    private readonly ExistingNodes _existing = new(parts);
    private readonly PodLookout _lookout = new(parts);
    private readonly SecureSettings _secure = new(parts);
    private readonly AuthSecrets _auth = new(parts);
    private readonly Tidings _tidings = new(parts);
    private readonly StoreObservation _observation = new(parts);

    public StackKind Kind => StackKind.Elasticsearch;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (parts.View.Find(Kind, key) is not { } item)
        {
            await Leftovers.DeleteAsync(parts, Kind, key, cancel);
            return null;
        }
        if (await Unmanaged.HandleAsync(parts, _certificates, item, cancel) is (true, var again)) return again;
        var violations = StackValidator.Check(item, null).Concat(_existing.InTheWay(item)).Concat(await _existing.ViolationsAsync(item, cancel)).ToList();
        if (violations.Count > 0)
        {
            foreach (var violation in violations) parts.Events.Warning(item.Source, "Validation", violation.ToString());
            await Unmanaged.RenewAsync(parts, _certificates, item, violations, cancel);
            await StoreStatus.WriteInvalidAsync(parts, item, await _observation.LookAsync(item, null, null, cancel), violations, cancel);
            return parts.Options.HealthInterval;
        }

        var steps = new Steps();
        var services = await ServicesAsync(item, steps, cancel);
        var certificates = await steps.TryAsync<CertificateState?>(async () => await _certificates.ReconcileAsync(item, services, cancel), null);
        bool canRun = await steps.TryAsync(() => _transport.ReconcileAsync(item, cancel)) && certificates is not null;
        var given = await _auth.LookAsync(item, cancel);
        _tidings.Tell(item, given.Troubles);
        var handover = await UsersAsync(item, given, cancel);
        canRun &= await steps.TryAsync(() => _configMaps.ReconcileAsync(item, cancel));
        var changes = canRun ? await steps.TryAsync(() => NodesAsync(item, handover.Token, cancel), NodeChanges.Some) : NodeChanges.Some;
        await steps.TryAsync(() => BudgetAsync(item, cancel));
        var seen = await _observation.LookAsync(item, certificates is null ? PublishedAuthority.Of(parts, item) : certificates.Bundle, handover.Token, cancel);
        UnexpectedStates.Tell(parts, item);
        var (pods, _) = await _lookout.LookAsync(item, null, cancel);
        bool isDone = await StoreStatus.WriteAsync(parts, item, new StoreFindings(seen, certificates, pods, given) { Failure = steps.Failure }, changes, cancel);
        steps.End();
        var wait = isDone && !handover.IsWaiting ? parts.Options.HealthInterval : s_soon;
        return certificates?.NextChange is { } next && next - parts.Time.GetUtcNow() < wait ? Later(next) : wait;
    }

    private TimeSpan Later(DateTimeOffset next)
    {
        var wait = next - parts.Time.GetUtcNow();
        return wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
    }

    private async Task<NodeChanges> NodesAsync(StackObject item, string token, CancellationToken cancel) =>
        await _nodes.ReconcileAsync(item, await SettingsAsync(item, token, cancel), await _secure.LookAsync(item, cancel), cancel);

    /// <returns>Those that the certificate names; one that cannot be brought to what it shall be counts as it is.</returns>
    private async Task<IReadOnlyList<JsonObject>> ServicesAsync(StackObject item, Steps steps, CancellationToken cancel)
    {
        var documents = new List<JsonObject> { ServiceDocuments.Internal(item) };
        if (item.IsLegacy) documents.Add(ServiceDocuments.Alias(item));
        else await steps.TryAsync(() => parts.Children.DeleteAsync(item, ResourceTypes.Services, item.AliasService, cancel));

        var services = new List<JsonObject>();
        if (await steps.TryAsync(() => parts.Children.ApplyServiceAsync(item, ServiceDocuments.Http(item), cancel), Known(item.HttpService)) is { } http) services.Add(http);
        foreach (var document in documents)
            if (await steps.TryAsync(() => parts.Children.ApplyAsync(item, ResourceTypes.Services, document, cancel), Known(document.Name)) is { } service) services.Add(service);
        await steps.TryAsync(() => parts.Children.ApplyServiceAsync(item, ServiceDocuments.Transport(item), cancel));
        foreach (var group in item.Groups) await steps.TryAsync(() => parts.Children.ApplyAsync(item, ResourceTypes.Services, ServiceDocuments.Governing(item, group), cancel));
        return services;

        JsonObject? Known(string name) => parts.View.Child(item, ResourceTypes.Services, name);
    }

    /// <summary>Makes the users' Secrets.</summary>
    /// <returns>What the store asks the operator for, and others who have no user of their own.</returns>
    private async Task<TokenHandover> UsersAsync(StackObject item, GivenUsers given, CancellationToken cancel)
    {
        var elastic = await parts.Generated.EnsureAsync(item, item.Child("elastic-user"), [ElasticUser], isOwned: false, "SecretRecreated", cancel);
        var users = await parts.Generated.EnsureAsync(item, item.Child("internal-users"), InternalUsers, isOwned: true, "SecretRecreated", cancel);
        string name = item.Child("xpack-file-realm");
        var known = parts.View.Child(item, ResourceTypes.Secrets, name);
        var handover = await TokenHandover.DecideAsync(parts, item, users[StoreUser], (SettingsOf(item), Kind.ConfigKey), known, cancel);
        var own = users.Where(user => user.Key != StoreUser).ToDictionary();
        var files = FileRealm.Files(item.HasElasticUser ? elastic[ElasticUser] : null, own, given, [.. StoreUsers.OwnOf(handover), .. _users.Of(item)], known?.SecretText("users"));
        var document = ChildDocuments.Secret(item, name, files);
        if (handover.Previous.ToString() is { } previous) document.Metadata.Child("annotations")[Names.PreviousTokens] = previous;
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, document, cancel);
        // The store reads the files again by itself, as soon as its node has brought them.
        bool isOther = known is not null && files.Any(file => known.SecretText(file.Key) != file.Value);
        if (isOther) await parts.Children.TouchPodsAsync(item, cancel);
        return handover;
    }

    private JsonObject? SettingsOf(StackObject item) => item.Groups.Select(group => parts.View.Child(item, ResourceTypes.Secrets, item.ConfigSecret(group))).OfType<JsonObject>().FirstOrDefault();

    /// <returns>What pods must be replaced for when it changes.</returns>
    private async Task<string> SettingsAsync(StackObject item, string token, CancellationToken cancel)
    {
        var settings = new Settings().Add("cluster-name", item.Name).Add("cluster-version", item.Version).Add(Settings.StoreToken, token);
        foreach (var group in item.Groups)
            await SettingsSecret.ApplyAsync(parts, item, item.ConfigSecret(group), settings, cancel);
        return settings.Fixed;
    }

    private Task BudgetAsync(StackObject item, CancellationToken cancel)
    {
        bool isOff = item.Spec.ObjectAt("podDisruptionBudget") is { Count: 0 };
        if (isOff) return parts.Children.DeleteAsync(item, ResourceTypes.PodDisruptionBudgets, item.Child("default"), cancel);
        // One node can never be spared without an outage; refusing would only keep a machine from being serviced.
        int least = item.Count <= 1 ? 0 : item.Source.Text("status", "health") == "green" ? item.Count - 1 : item.Count;
        return parts.Children.ApplyAsync(item, ResourceTypes.PodDisruptionBudgets, ChildDocuments.Budget(item, "minAvailable", least), cancel);
    }
}

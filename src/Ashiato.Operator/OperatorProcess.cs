using System.Security.Cryptography.X509Certificates;
using Ashiato.Kube.Client;
using Ashiato.Kube.Election;
using Ashiato.Kube.Events;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Stores;
using Ashiato.Operator.Webhook;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator;

/// <summary>The operator from its start to its end.</summary>
internal sealed partial class OperatorProcess
{
    private const string Lease = "elastic-operator-leader";
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromHours(1), s_uuidEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20), s_askAgain = TimeSpan.FromMilliseconds(200);
    private readonly KubeClient _client;
    private readonly OperatorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly ClusterView _view;
    private readonly EventRecorder _events;
    private readonly OperatorParts _parts;
    private readonly OperatorUuid _uuid;
    private readonly IReadOnlyList<Controller> _controllers;

    public OperatorProcess(KubeClient client, OperatorOptions options, ILoggerFactory logs, TimeProvider time, IStoreProbe? probe = null, IPodProbe? pods = null)
    {
        (_client, _options, _time, _logs) = (client, options, time, logs);
        _log = logs.CreateLogger("manager");
        _view = new ClusterView(client, options.Namespaces, logs.CreateLogger("informers"), time);
        _events = new EventRecorder(client, "elastic-operator", options.Identity, logs.CreateLogger("events"), time);
        _parts = new OperatorParts(client, _view, _events, probe, pods, options, time);
        _uuid = new OperatorUuid(client, options);
        IReconciler[] reconcilers = [new ElasticsearchReconciler(_parts), new DeploymentReconciler(_parts, StackKind.Kibana), new DeploymentReconciler(_parts, StackKind.ApmServer)];
        _controllers = [.. reconcilers.Select(reconciler => new Controller(reconciler, _parts, logs.CreateLogger("controller")))];
    }

    /// <summary>How often an object was brought to its state, since the start.</summary>
    public long ReconcileCount => _controllers.Sum(controller => controller.Counts.Done);

    /// <summary>The same for the objects of one kind.</summary>
    public long RoundsOf(StackKind kind) => _controllers.First(controller => controller.Reconciler.Kind == kind).Counts.Done;

    /// <summary>What it sees of the cluster.</summary>
    public ClusterView View => _view;

    /// <summary>True while something is worked on, or would be at once.</summary>
    public bool IsBusy => _controllers.Any(controller => controller.Queue.IsBusy);

    /// <summary>Runs until cancelled, or until another operator took over.</summary>
    /// <returns>False when leadership was lost: the process should end and start anew.</returns>
    /// <exception cref="OperatorException">The cluster lacks what the operator needs.</exception>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        await RequireDefinitionsAsync(cancel);
        await using var server = new OperatorServer(_parts, _controllers, _uuid, _logs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var webhook = new WebhookCertificates(_client, _options, _time);
        if (_options.HasWebhook)
        {
            LogWebhook();
            Serve(server, await webhook.EnsureAsync(cancel));
        }
        await server.StartAsync(cancel);

        var watching = Task.Run(() => _view.RunAsync(stop.Token), CancellationToken.None);
        var telling = Task.Run(() => _events.RunAsync(stop.Token), CancellationToken.None);
        try
        {
            await _view.Synced.WaitAsync(cancel);
            server.IsReady = true;
            if (!_options.ElectsLeader)
            {
                await LeadAsync(webhook, server, cancel);
                return true;
            }
            var election = new LeaderElectionOptions { Namespace = _options.OperatorNamespace, Name = Lease, Identity = _options.Identity };
            bool isLost = await new LeaderElection(_client, election, _logs.CreateLogger("election"), _time).RunAsync(end => LeadAsync(webhook, server, end), cancel);
            return !isLost;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(watching, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LeadAsync(WebhookCertificates webhook, OperatorServer server, CancellationToken cancel)
    {
        await Leftovers.SweepAsync(_parts, cancel);
        var triggers = new Triggers(_view, _controllers);
        triggers.Connect();
        triggers.AddAll();
        var work = _controllers.Select(controller => controller.RunAsync(cancel)).ToList();
        work.Add(RepeatAsync(s_sweepEvery, () => Leftovers.SweepAsync(_parts, cancel), cancel));
        work.Add(RepeatAsync(s_uuidEvery, () => _uuid.EnsureAsync(cancel), cancel));
        if (_options.HasWebhook)
        {
            var registration = new WebhookRegistration(_client, _options);
            work.Add(RepeatAsync(_options.WebhookInterval, async () =>
            {
                var (served, bundle) = await webhook.EnsureAsync(cancel);
                Serve(server, (served, bundle));
                if (_options.RegistersWebhook) await registration.EnsureAsync(bundle, cancel);
            }, cancel));
        }
        // None of them ends by itself: whatever ends one ends the process, which is started anew.
        await foreach (var ended in Task.WhenEach(work).WithCancellation(CancellationToken.None)) await ended;
    }

    /// <summary>Does something at once and then again and again; what goes wrong is told and tried again sooner.</summary>
    private async Task RepeatAsync(TimeSpan every, Func<Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var wait = every;
            try
            {
                await work();
            }
            catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or TimeoutException or OperatorException)
            {
                LogTrouble(e.Message);
                wait = TimeSpan.FromSeconds(2);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(wait, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RequireDefinitionsAsync(CancellationToken cancel)
    {
        foreach (var kind in StackKind.All)
        {
            if (!await IsKnownAsync(kind, cancel))
                throw new OperatorException($"The cluster does not know {kind.Type.QualifiedName} in version {kind.Type.Version}; apply deploy/all-in-one.yaml, which defines it.");
        }
    }

    /// <summary>A cluster serves a kind some moments after its definition was applied.</summary>
    private async Task<bool> IsKnownAsync(StackKind kind, CancellationToken cancel)
    {
        long begun = _time.GetTimestamp();
        while (true)
        {
            var found = await _client.FindResourcesAsync(kind.Type.Group, kind.Type.Version, cancel);
            if (found?.Contains(kind.Type.Plural) == true) return true;
            if (_time.GetElapsedTime(begun) > s_patience) return false;
            await Task.Delay(s_askAgain, _time, cancel);
        }
    }

    private static void Serve(OperatorServer server, (KeyPair Served, string Bundle) webhook)
    {
        using var loaded = webhook.Served.Load()!;
        server.Serve(X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null));
    }

    [LoggerMessage(LogLevel.Information, "starting the webhook server.")]
    private partial void LogWebhook();

    [LoggerMessage(LogLevel.Warning, "Trouble that is tried again")]
    private partial void LogTrouble(string error);
}

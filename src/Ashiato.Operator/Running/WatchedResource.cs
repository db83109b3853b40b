using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Watching;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator.Running;

/// <summary>The copy of one resource: of the whole cluster, or of the namespaces that are looked after, each watched by itself.</summary>
internal sealed class WatchedResource
{
    private readonly Dictionary<string, Informer> _byNamespace = [];
    private readonly Informer? _all;

    /// <param name="client">The API server.</param>
    /// <param name="type">The resource.</param>
    /// <param name="labels">A selector of labels, or <see langword="null"/> for all objects.</param>
    /// <param name="namespaces">The namespaces; empty for the whole cluster.</param>
    /// <param name="log">Told of interruptions.</param>
    /// <param name="time">The clock.</param>
    public WatchedResource(IKubeClient client, ResourceType type, string? labels, IReadOnlyList<string> namespaces, ILogger log, TimeProvider time)
    {
        foreach (string ns in namespaces) _byNamespace[ns] = New(ns);
        if (namespaces.Count == 0) _all = New(null);

        Informer New(string? ns) => new(client, type, new ListQuery(ns, LabelSelector: labels), log, time);
    }

    /// <summary>Raised for every change.</summary>
    public event Action<InformerChange>? Changed
    {
        add
        {
            foreach (var informer in Informers) informer.Changed += value;
        }
        remove
        {
            foreach (var informer in Informers) informer.Changed -= value;
        }
    }

    /// <summary>Done once everything was listed.</summary>
    public Task Synced => Task.WhenAll(Informers.Select(informer => informer.Synced));

    /// <summary>All objects, in no order.</summary>
    public IEnumerable<JsonObject> Objects => Informers.SelectMany(informer => informer.Objects);

    private IEnumerable<Informer> Informers => _all is null ? _byNamespace.Values : [_all];

    /// <summary>One object; <see langword="null"/> when there is none, or its namespace is not looked after.</summary>
    public JsonObject? Find(ObjectKey key) => Of(key)?.Find(key);

    /// <summary>The objects of a namespace, or of all that are looked after where it is <see langword="null"/>, that carry all of some labels, in no order.</summary>
    public IEnumerable<JsonObject> Select(string? ns, params IReadOnlyList<KeyValuePair<string, string>> labels) =>
        ns is null ? Informers.SelectMany(informer => informer.Select(null, labels)) : (_all ?? _byNamespace.GetValueOrDefault(ns))?.Select(ns, labels) ?? [];

    /// <summary>Takes in what a write of one's own answered.</summary>
    public void Observe(JsonObject written, JsonObject? before) => Of(written.Key)?.Observe(written, before);

    /// <summary>Keeps the copy up to date until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(Informers.Select(informer => informer.RunAsync(cancel)));

    private Informer? Of(ObjectKey key) => _all ?? _byNamespace.GetValueOrDefault(key.Namespace);
}

using Ashiato.Operator.Certificates;

namespace Ashiato.Operator;

/// <summary>How the operator runs.</summary>
internal sealed record OperatorOptions
{
    /// <summary>The namespaces that are looked after; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>True when the objects of a namespace are the operator's business.</summary>
    public bool LooksAfter(string ns) => Namespaces.Count == 0 || Namespaces.Contains(ns);

    /// <summary>Where the operator itself lives.</summary>
    public required string OperatorNamespace { get; init; }

    /// <summary>Who this is among its replicas.</summary>
    public required string Identity { get; init; }

    /// <summary>The container image of all roles.</summary>
    public required string Image { get; init; }

    /// <summary>The domain of the cluster's DNS. Default <c>cluster.local</c>.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>How many objects of a kind are worked on at the same time. Default 3.</summary>
    public int MaxConcurrentReconciles { get; init; } = 3;

    /// <summary>How many objects at a time get the image of a new version of the operator. Default 1.</summary>
    public int MaxConcurrentRollouts { get; init; } = 1;

    /// <summary>True when several operators may run and one of them leads. Default true.</summary>
    public bool ElectsLeader { get; init; } = true;

    /// <summary>True when writes are checked by a webhook. Default true.</summary>
    public bool HasWebhook { get; init; } = true;

    /// <summary>The address that webhook and metrics listen on.</summary>
    public string ListenHost { get; init; } = "*";

    /// <summary>The webhook's port.</summary>
    public int WebhookPort { get; init; } = 9443;

    /// <summary>The port of metrics and probes; 0 for none.</summary>
    public int MetricsPort { get; init; } = 8080;

    /// <summary>The Secret that keeps the webhook's certificates.</summary>
    public string WebhookSecret { get; init; } = "webhook-server-secret";

    /// <summary>True when a reference to another namespace needs the right to read there.</summary>
    public bool EnforcesAccess { get; init; }

    /// <summary>True when a claim grows only on a class of storage that says it can.</summary>
    public bool ValidatesStorageClass { get; init; } = true;

    /// <summary>Where the webhook's certificate is, when somebody else makes it; <see langword="null"/> for one of the operator's own.</summary>
    public string? WebhookFolder { get; init; }

    /// <summary>True when the webhook is registered by the operator, and not by somebody else.</summary>
    public bool RegistersWebhook { get; init; } = true;

    /// <summary>True when certificates name the nodes of the cluster where Services are reached by them.</summary>
    public bool NamesNodes { get; init; }

    /// <summary>How long certificates live.</summary>
    public CertificateTerms Certificates { get; init; } = new();

    /// <summary>How often a store is asked for its health.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the webhook's certificate and registration are looked at; default one minute.</summary>
    public TimeSpan WebhookInterval { get; init; } = TimeSpan.FromMinutes(1);
}

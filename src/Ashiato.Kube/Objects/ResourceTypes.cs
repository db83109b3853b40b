namespace Ashiato.Kube.Objects;

/// <summary>The resources that every cluster has and that an operator of workloads needs; a static table, so that nothing is discovered at run time.</summary>
public static class ResourceTypes
{
    /// <summary>Pods.</summary>
    public static readonly ResourceType Pods = new("", "v1", "Pod", "pods");

    /// <summary>Services.</summary>
    public static readonly ResourceType Services = new("", "v1", "Service", "services");

    /// <summary>Secrets.</summary>
    public static readonly ResourceType Secrets = new("", "v1", "Secret", "secrets");

    /// <summary>ConfigMaps.</summary>
    public static readonly ResourceType ConfigMaps = new("", "v1", "ConfigMap", "configmaps");

    /// <summary>Claims of volumes.</summary>
    public static readonly ResourceType PersistentVolumeClaims = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims");

    /// <summary>Events, in their first form, which all tools show.</summary>
    public static readonly ResourceType Events = new("", "v1", "Event", "events");

    /// <summary>Namespaces.</summary>
    public static readonly ResourceType Namespaces = new("", "v1", "Namespace", "namespaces", IsNamespaced: false);

    /// <summary>Nodes.</summary>
    public static readonly ResourceType Nodes = new("", "v1", "Node", "nodes", IsNamespaced: false);

    /// <summary>StatefulSets.</summary>
    public static readonly ResourceType StatefulSets = new("apps", "v1", "StatefulSet", "statefulsets");

    /// <summary>Deployments.</summary>
    public static readonly ResourceType Deployments = new("apps", "v1", "Deployment", "deployments");

    /// <summary>Limits on voluntary disruptions.</summary>
    public static readonly ResourceType PodDisruptionBudgets = new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets");

    /// <summary>Leases, by which one of several is elected.</summary>
    public static readonly ResourceType Leases = new("coordination.k8s.io", "v1", "Lease", "leases");

    /// <summary>Classes of storage.</summary>
    public static readonly ResourceType StorageClasses = new("storage.k8s.io", "v1", "StorageClass", "storageclasses", IsNamespaced: false);

    /// <summary>Registrations of validating webhooks.</summary>
    public static readonly ResourceType ValidatingWebhookConfigurations =
        new("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", IsNamespaced: false);

    /// <summary>Questions whether somebody may do something; only ever created.</summary>
    public static readonly ResourceType SubjectAccessReviews = new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", IsNamespaced: false);
}

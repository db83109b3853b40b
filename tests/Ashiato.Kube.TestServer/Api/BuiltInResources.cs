using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>The resources that are there before any definition.</summary>
internal static class BuiltInResources
{
    private static readonly ScalePaths s_replicas = new(".spec.replicas", ".status.replicas", null);

    public static readonly ResourceInfo Namespaces = new(ResourceTypes.Namespaces, "namespace") { ShortNames = ["ns"], HasStatus = true };
    public static readonly ResourceInfo Pods = new(ResourceTypes.Pods, "pod") { ShortNames = ["po"], Categories = ["all"], HasStatus = true, Subresources = ["log", "portforward"] };
    public static readonly ResourceInfo Services = new(ResourceTypes.Services, "service") { ShortNames = ["svc"], Categories = ["all"], HasStatus = true };
    public static readonly ResourceInfo Secrets = new(ResourceTypes.Secrets, "secret");
    public static readonly ResourceInfo ConfigMaps = new(ResourceTypes.ConfigMaps, "configmap") { ShortNames = ["cm"] };
    public static readonly ResourceInfo ServiceAccounts = new(new("", "v1", "ServiceAccount", "serviceaccounts"), "serviceaccount") { ShortNames = ["sa"] };
    public static readonly ResourceInfo Claims = new(ResourceTypes.PersistentVolumeClaims, "persistentvolumeclaim") { ShortNames = ["pvc"], HasStatus = true };
    public static readonly ResourceInfo Nodes = new(ResourceTypes.Nodes, "node") { ShortNames = ["no"], HasStatus = true };
    public static readonly ResourceInfo Events = new(ResourceTypes.Events, "event") { ShortNames = ["ev"] };
    public static readonly ResourceInfo StatefulSets = new(ResourceTypes.StatefulSets, "statefulset") { ShortNames = ["sts"], Categories = ["all"], HasStatus = true, Scale = s_replicas };
    public static readonly ResourceInfo Deployments = new(ResourceTypes.Deployments, "deployment") { ShortNames = ["deploy"], Categories = ["all"], HasStatus = true, Scale = s_replicas };
    public static readonly ResourceInfo ReplicaSets = new(new("apps", "v1", "ReplicaSet", "replicasets"), "replicaset") { ShortNames = ["rs"], Categories = ["all"], HasStatus = true };
    public static readonly ResourceInfo Budgets = new(ResourceTypes.PodDisruptionBudgets, "poddisruptionbudget") { ShortNames = ["pdb"], HasStatus = true };
    public static readonly ResourceInfo Leases = new(ResourceTypes.Leases, "lease");
    public static readonly ResourceInfo StorageClasses = new(ResourceTypes.StorageClasses, "storageclass") { ShortNames = ["sc"] };
    public static readonly ResourceInfo Webhooks = new(ResourceTypes.ValidatingWebhookConfigurations, "validatingwebhookconfiguration");
    public static readonly ResourceInfo Definitions = new(new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false), "customresourcedefinition") { ShortNames = ["crd"], HasStatus = true };
    public static readonly ResourceInfo AccessReviews = new(ResourceTypes.SubjectAccessReviews, "subjectaccessreview");
    public static readonly ResourceInfo Roles = new(new("rbac.authorization.k8s.io", "v1", "Role", "roles"), "role");
    public static readonly ResourceInfo RoleBindings = new(new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"), "rolebinding");
    public static readonly ResourceInfo ClusterRoles = new(new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false), "clusterrole");
    public static readonly ResourceInfo ClusterRoleBindings = new(new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false), "clusterrolebinding");

    public static IReadOnlyList<ResourceInfo> All { get; } =
    [
        Namespaces, Pods, Services, Secrets, ConfigMaps, ServiceAccounts, Claims, Nodes, Events, StatefulSets, Deployments, ReplicaSets, Budgets, Leases, StorageClasses, Webhooks,
        Definitions, AccessReviews, Roles, RoleBindings, ClusterRoles, ClusterRoleBindings,
    ];
}

using System.Security.Cryptography;
using System.Text;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Resources;

/// <summary>Labels, annotations and the names of children, each written once.</summary>
internal static class Names
{
    /// <summary>The longest name of an object, so that the names of its children fit.</summary>
    public const int MaxOwnerLength = 36;

    public const string TypeLabel = "common.k8s.elastic.co/type";
    public const string TemplateHash = "common.k8s.elastic.co/template-hash";
    public const string SetLabel = "elasticsearch.k8s.elastic.co/statefulset-name";
    public const string RecreatePrefix = "elasticsearch.k8s.elastic.co/recreate-";
    public const string DisableUpgradePredicates = "eck.k8s.elastic.co/disable-upgrade-predicates";
    public const string OwnerKind = "eck.k8s.elastic.co/owner-kind", OwnerName = "eck.k8s.elastic.co/owner-name", OwnerNamespace = "eck.k8s.elastic.co/owner-namespace";
    public const string Credentials = "eck.k8s.elastic.co/credentials";
    public const string AppliedHash = "ashiato.dev/applied-hash";
    public const string AliasOf = "ashiato.dev/alias-of";
    public const string Managed = "eck.k8s.elastic.co/managed", Pause = "common.k8s.elastic.co/pause";
    public const string RestartTrigger = "eck.k8s.elastic.co/restart-trigger";
    public const string Suspend = "eck.k8s.elastic.co/suspend";
    public const string RotateToken = "ashiato.dev/rotate-token", RotateTokenGrace = "ashiato.dev/rotate-token-grace";
    public const string RotatedFor = "ashiato.dev/rotated-for", PreviousUntil = "ashiato.dev/previous-until";
    public const string ClientAuthorities = "ashiato.dev/client-authorities";
    public const string PreviousTokens = "ashiato.dev/previous-tokens";
    public const string SeenAddresses = "ashiato.dev/san-seen", ReissuedAt = "ashiato.dev/reissued-at";
    public const string Touched = "update.k8s.elastic.co/timestamp";
    public const string Association = "association.k8s.elastic.co/es-conf", ConsoleAssociation = "association.k8s.elastic.co/kb-conf";
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    public const string DisableDowngradeValidation = "eck.k8s.elastic.co/disable-downgrade-validation";

    // The characters of Kubernetes' own random names: no vowels, so no words.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    extension(StackObject self)
    {
        /// <summary>A child's name: the object's, the kind's suffix, and the child's own.</summary>
        public string Child(string suffix) => $"{self.Name}-{self.Kind.Suffix}-{suffix}";

        /// <summary>The name of the workload that runs the pods of an interchangeable kind.</summary>
        public string Workload => self.Kind == StackKind.ApmServer ? self.Child("server") : $"{self.Name}-{self.Kind.Suffix}";

        /// <summary>The Service that everybody reaches the object by.</summary>
        public string HttpService => self.Child("http");

        /// <summary>The Service that other parts reach the store by, which no template changes.</summary>
        public string InternalService => self.Child("internal-http");

        /// <summary>The short name that the story's command has; legacy form only.</summary>
        public string AliasService => $"{self.Name}-http";

        /// <summary>The StatefulSet of a group of nodes.</summary>
        /// <remarks>In legacy form, which gives groups no names of their own, it is made of the object's identity: the same after every restart, and for an object that is made anew.</remarks>
        public string StatefulSet(NodeGroup group) => self.IsLegacy
            ? $"{self.Name}-es-{(group.Name.Length == 0 ? "" : group.Name + "-")}{Derived($"{self.Namespace}/{self.Name}/{(group.Name.Length == 0 ? group.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture) : group.Name)}", 10)}"
            : $"{self.Name}-es-{group.Name}";

        /// <summary>The Secret of a group's settings.</summary>
        public string ConfigSecret(NodeGroup group) => self.IsLegacy ? $"{self.StatefulSet(group)}-config" : $"{self.StatefulSet(group)}-es-config";

        /// <summary>The Secret of a group's certificates between nodes.</summary>
        public string TransportSecret(NodeGroup group) => self.IsLegacy ? $"{self.StatefulSet(group)}-certs" : $"{self.StatefulSet(group)}-es-transport-certs";

        /// <summary>The Secret with the credentials of an association, in the object's own namespace.</summary>
        public string UserSecret => self.Kind == StackKind.Kibana ? $"{self.Name}-kibana-user" : self.ServerUserSecret(self.IsLegacy);

        /// <summary>The same before the object was moved to the form that it has; <see langword="null"/> where the form does not count.</summary>
        public string? UserSecretOfOtherForm => self.Kind == StackKind.ApmServer ? self.ServerUserSecret(!self.IsLegacy) : null;

        private string ServerUserSecret(bool isLegacy) => $"{self.Name}-{(isLegacy ? "elastic-internal-apm" : "apm-user")}";

        /// <summary>Who an object is to its store.</summary>
        public string UserName => self.Kind == StackKind.Kibana ? $"{self.Namespace}-{self.Name}-kibana-user" : $"{self.Namespace}-{self.Name}-apm-user";
    }

    /// <summary>Characters that look like a random name but follow from a text.</summary>
    public static string Derived(string text, int length) => string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(length).Select(part => Alphabet[part % Alphabet.Length]));

    /// <summary>A short text that differs when documents differ.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}

namespace Ashiato.Kube.Credentials;

/// <summary>The connection that every pod is given: the server by environment, the rest as files of its service account.</summary>
/// <remarks>Source: Kubernetes documentation, "Accessing the Kubernetes API from a Pod".</remarks>
public static class InClusterCredentials
{
    /// <summary>Where pods find the files of their service account.</summary>
    public const string DefaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Finds the connection.</summary>
    /// <param name="environment">What a variable holds, or <see langword="null"/>.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="time">The clock that says when files are read again.</param>
    /// <returns><see langword="null"/> outside of a cluster.</returns>
    /// <exception cref="KubeCredentialsException">The process runs in a cluster, but was not given an account.</exception>
    public static KubeConnection? Find(Func<string, string?> environment, string folder, TimeProvider time)
    {
        if (environment("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } host || environment("KUBERNETES_SERVICE_PORT") is not { Length: > 0 } port) return null;
        string tokenPath = Path.Combine(folder, "token"), authorityPath = Path.Combine(folder, "ca.crt"), namespacePath = Path.Combine(folder, "namespace");
        if (!File.Exists(tokenPath) || !File.Exists(authorityPath))
            throw new KubeCredentialsException($"'{folder}' does not hold a service account's token and ca.crt; set automountServiceAccountToken to true on the pod, or give --kubeconfig.");

        var token = new TokenFile(tokenPath, time);
        return new KubeConnection
        {
            Server = new Uri($"https://{(host.Contains(':') ? $"[{host}]" : host)}:{port}"),
            Namespace = File.Exists(namespacePath) ? File.ReadAllText(namespacePath).Trim() : "default",
            ReadTrustAsync = async cancel => new ServerTrust(await File.ReadAllTextAsync(authorityPath, cancel)),
            ReadAuthorizationAsync = token.ReadAsync,
        };
    }
}

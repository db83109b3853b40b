using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;

namespace Ashiato.Kube.Credentials;

/// <summary>The files in which kubectl and others keep their clusters and users.</summary>
/// <remarks>Source: Kubernetes reference, "kubeconfig (v1)"; "Organizing Cluster Access Using kubeconfig Files" for how several are merged.</remarks>
public static class Kubeconfig
{
    /// <summary>Reads the files that count: the one given, else those of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
    /// <param name="path">A file, or <see langword="null"/>.</param>
    /// <param name="context">A context, or <see langword="null"/> for the current one.</param>
    /// <param name="environment">What a variable holds, or <see langword="null"/>.</param>
    /// <param name="time">The clock of tokens that expire.</param>
    /// <exception cref="KubeCredentialsException">There is none, or what it says cannot be used.</exception>
    public static KubeConnection Read(string? path, string? context, Func<string, string?> environment, TimeProvider time)
    {
        string home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        string[] paths = path is not null ? [path] : environment("KUBECONFIG") is { Length: > 0 } list ? list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : [home];
        var files = paths.Where(file => path is not null || File.Exists(file)).Select(ReadFile).ToList();
        if (files.Count == 0)
            throw new KubeCredentialsException($"No kubeconfig was found at {string.Join(" or ", paths)}; name one with --kubeconfig or the variable KUBECONFIG, or run inside the cluster.");

        string name = context ?? files.Select(file => file.Content.Text("current-context")).FirstOrDefault(current => !string.IsNullOrEmpty(current))
            ?? throw new KubeCredentialsException($"{files[0].Path} names no current-context; choose one with kubectl config use-context.");
        var (chosen, _) = Find(files, "contexts", "context", name);
        var (cluster, clusterFolder) = Find(files, "clusters", "cluster", chosen.Text("cluster") ?? "");
        var (user, userFolder) = chosen.Text("user") is { Length: > 0 } userName ? Find(files, "users", "user", userName) : ([], "");
        if (cluster.Text("server") is not { } server || !Uri.TryCreate(server, UriKind.Absolute, out var url))
            throw new KubeCredentialsException($"Cluster '{chosen.Text("cluster")}' of the kubeconfig has no server with a full address, such as https://10.0.0.1:6443.");

        var identity = new KubeconfigUser(user, userFolder, time, environment);
        return new KubeConnection
        {
            Server = url,
            Namespace = chosen.Text("namespace") is { Length: > 0 } ns ? ns : "default",
            TlsServerName = cluster.Text("tls-server-name"),
            SkipsVerification = cluster.Flag("insecure-skip-tls-verify") == true,
            Proxy = cluster.Text("proxy-url") is { Length: > 0 } proxy ? new Uri(proxy) : null,
            Headers = identity.Headers,
            ReadAuthorizationAsync = identity.ReadAuthorizationAsync,
            ReadTrustAsync = async cancel =>
            {
                var (certificate, key) = await identity.ReadCertificateAsync(cancel);
                return new ServerTrust(await PemAsync(cluster, "certificate-authority", clusterFolder, cancel), certificate, key);
            },
        };
    }

    /// <summary>A value that is there as base64 (<c>NAME-data</c>) or as the path of a file (<c>NAME</c>).</summary>
    internal static async Task<string?> PemAsync(JsonObject entry, string name, string folder, CancellationToken cancel)
    {
        if (entry.Text(name + "-data") is { Length: > 0 } data) return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        // Relative paths are relative to the file that names them.
        return entry.Text(name) is { Length: > 0 } path ? await File.ReadAllTextAsync(Path.Combine(folder, path), cancel) : null;
    }

    private static (string Path, JsonObject Content) ReadFile(string path)
    {
        try
        {
            return (path, KubeYaml.ReadAll(File.ReadAllText(path)) is [var first, ..] ? first : []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new KubeCredentialsException($"The kubeconfig '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The first file that has an entry of the name wins.</summary>
    private static (JsonObject Entry, string Folder) Find(List<(string Path, JsonObject Content)> files, string list, string field, string name)
    {
        foreach (var (path, content) in files)
        {
            var entry = content.ObjectsAt(list).FirstOrDefault(entry => entry.Text("name") == name);
            if (entry is not null) return (entry.ObjectAt(field) ?? [], Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        throw new KubeCredentialsException($"The kubeconfig names {field} '{name}', which is not among its {list}.");
    }
}

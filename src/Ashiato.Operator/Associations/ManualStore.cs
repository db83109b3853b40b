using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Associations;

/// <summary>A store that older manifests describe by hand in <c>spec.elasticsearch</c>: address, credentials and authority.</summary>
internal static class ManualStore
{
    /// <summary>True when an object describes one.</summary>
    public static bool IsGiven(StackObject item) => Url(item) is not null;

    /// <summary>Reads it.</summary>
    /// <returns>The association, and who signed the store's certificate, in PEM.</returns>
    public static async Task<(Association Association, string? Authority)> FindAsync(OperatorParts parts, StackObject item, CancellationToken cancel)
    {
        var given = item.Spec.ObjectAt("elasticsearch")!;
        string url = Url(item)!.TrimEnd('/');
        string? password = given.Text("auth", "inline", "password");
        if (given.ObjectAt("auth", "secret") is { } source)
        {
            // The key is the user's name, and its value the password.
            var secret = await SecretAsync(source.Text("name"));
            password = secret?.SecretText(source.Text("key") ?? "");
            if (password is null) return (new Association(Association.Pending, "SecretNotReady", $"Secret {source.Text("name")} does not exist or has no key {source.Text("key")}"), null);
        }
        if (password is null) return (new Association(Association.Failed, "NoCredentials", "spec.elasticsearch.auth has neither inline credentials nor a Secret"), null);
        string? authorityName = given.Text("certificateAuthorities", "secretName") ?? given.Text("ssl", "certificateAuthorities", "secretName");
        var authority = authorityName is null ? null : await SecretAsync(authorityName);
        string? pem = authority?.SecretText("ca.crt") ?? authority?.SecretText("tls.crt");
        if (authorityName is not null && pem is null) return (new Association(Association.Pending, "SecretNotReady", $"Secret {authorityName} does not exist or has no ca.crt"), null);
        return (new Association(Association.Established, "Established", $"connected with the store at {url}") { Url = url, Token = password, Password = password }, pem);

        async Task<System.Text.Json.Nodes.JsonObject?> SecretAsync(string? name) =>
            name is null ? null : await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
    }

    private static string? Url(StackObject item)
    {
        var given = item.Spec.ObjectAt("elasticsearch");
        string? url = given?.Text("url") ?? given?.ListAt("hosts").FirstOrDefault()?.ToString();
        return Uri.TryCreate(url, UriKind.Absolute, out _) ? url : null;
    }
}

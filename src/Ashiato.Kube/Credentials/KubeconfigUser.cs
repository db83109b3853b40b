using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Credentials;

/// <summary>A user of a kubeconfig: what is shown to the server.</summary>
internal sealed class KubeconfigUser
{
    private readonly JsonObject _user;
    private readonly string _folder;
    private readonly TokenFile? _tokenFile;
    private readonly ExecCredential? _exec;

    public KubeconfigUser(JsonObject user, string folder, TimeProvider time, Func<string, string?> environment)
    {
        (_user, _folder) = (user, folder);
        if (user.ObjectAt("auth-provider") is { } provider)
            throw new KubeCredentialsException($"The kubeconfig asks for the auth-provider '{provider.Text("name")}', which Kubernetes itself gave up in 1.26; make it anew with your cloud's tool, which writes an exec plugin instead.");
        if (user.Text("tokenFile") is { Length: > 0 } path) _tokenFile = new TokenFile(Path.Combine(folder, path), time);
        if (user.ObjectAt("exec") is { } exec) _exec = new ExecCredential(exec, folder, time, environment);
    }

    /// <summary>The headers by which one user acts as another.</summary>
    public IReadOnlyDictionary<string, string> Headers =>
        _user.Text("as") is { Length: > 0 } other ? new Dictionary<string, string> { ["Impersonate-User"] = other } : new Dictionary<string, string>();

    /// <summary>The value of <c>Authorization</c>.</summary>
    public async Task<string?> ReadAuthorizationAsync(bool isRefused, CancellationToken cancel)
    {
        if (_tokenFile is not null) return await _tokenFile.ReadAsync(isRefused, cancel);
        if (_user.Text("token") is { Length: > 0 } token) return "Bearer " + token;
        if (_exec is not null) return (await _exec.ReadAsync(isRefused, cancel)).Token is { } given ? "Bearer " + given : null;
        if (_user.Text("username") is { Length: > 0 } name)
            return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{_user.Text("password")}"));
        return null;
    }

    /// <summary>The client's certificate and key, in PEM.</summary>
    public async Task<(string? Certificate, string? Key)> ReadCertificateAsync(CancellationToken cancel)
    {
        if (_exec is not null)
        {
            var given = await _exec.ReadAsync(isRefused: false, cancel);
            if (given.Certificate is not null) return (given.Certificate, given.Key);
        }
        return (await Kubeconfig.PemAsync(_user, "client-certificate", _folder, cancel), await Kubeconfig.PemAsync(_user, "client-key", _folder, cancel));
    }
}

using Ashiato.Kube.Credentials;
using Ashiato.Tests;

namespace Ashiato.Kube.Tests.Credentials;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_of_several_files_that_says_something_counts()
    {
        string first = Write("first", """
            apiVersion: v1
            current-context: work
            clusters: [{name: work, cluster: {server: "https://10.0.0.1:6443", certificate-authority: ca.pem}}]
            """);
        string second = Write("second", """
            apiVersion: v1
            current-context: home
            clusters: [{name: work, cluster: {server: "https://other"}}]
            contexts: [{name: work, context: {cluster: work, user: me, namespace: shop}}]
            users: [{name: me, user: {tokenFile: token}}]
            """);
        Write("ca.pem", "CERTIFICATE");
        Write("token", "abc\n");

        var connection = Kubeconfig.Read(null, null, name => name == "KUBECONFIG" ? $"{first}:{second}" : null, TimeProvider.System);

        Assert.Equal(("https://10.0.0.1:6443/", "shop"), (connection.Server.ToString(), connection.Namespace));
        Assert.Equal("CERTIFICATE", (await connection.ReadTrustAsync(Cancel)).CertificateAuthorities);
        Assert.Equal("Bearer abc", await connection.ReadAuthorizationAsync(false, Cancel));
    }

    [Fact]
    public async Task A_plugin_is_asked_again_when_its_token_is_refused()
    {
        string count = Path.Combine(_folder.Path, "count");
        string plugin = Write("plugin.sh", $$$"""
            echo x >> {{{count}}}
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s"}}' "$(wc -l < {{{count}}} | tr -d ' ')"
            """);
        string config = Write("config", $$"""
            apiVersion: v1
            current-context: c
            clusters: [{name: c, cluster: {server: "https://10.0.0.1"} }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: ["{{plugin}}"] } } }]
            """);

        var connection = Kubeconfig.Read(config, null, Environment.GetEnvironmentVariable, TimeProvider.System);

        Assert.Equal("Bearer t1", await connection.ReadAuthorizationAsync(false, Cancel));
        Assert.Equal("Bearer t1", await connection.ReadAuthorizationAsync(false, Cancel));
        Assert.Equal("Bearer t2", await connection.ReadAuthorizationAsync(true, Cancel));
    }

    [Fact]
    public void What_Kubernetes_gave_up_is_refused_with_the_way_out()
    {
        string config = Write("config", """
            apiVersion: v1
            current-context: c
            clusters: [{name: c, cluster: {server: "https://10.0.0.1"}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            users: [{name: u, user: {auth-provider: {name: gcp}}}]
            """);
        var refusal = Assert.Throws<KubeCredentialsException>(() => Kubeconfig.Read(config, null, _ => null, TimeProvider.System));
        Assert.Contains("exec plugin", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_cluster_the_account_of_the_pod_counts()
    {
        Write("token", "abc");
        Write("ca.crt", "CERTIFICATE");
        Write("namespace", "elastic-system");
        var connection = InClusterCredentials.Find(name => name switch { "KUBERNETES_SERVICE_HOST" => "fd00::1", "KUBERNETES_SERVICE_PORT" => "443", _ => null }, _folder.Path, TimeProvider.System)!;
        Assert.Equal(("https://[fd00::1]/", "elastic-system"), (connection.Server.ToString(), connection.Namespace));
        Assert.Equal("Bearer abc", await connection.ReadAuthorizationAsync(false, Cancel));
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}

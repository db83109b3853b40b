using System.Text;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer;

/// <summary>How tools find a test cluster as they find any other: over HTTPS, with its authority and a token.</summary>
internal static class KubeconfigFile
{
    /// <summary>A file's text, for somebody who may do everything.</summary>
    public static string For(TestCluster cluster) => $"""
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster:
            server: "{cluster.SecureUrl}"
            certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.CertificateAuthority))}
        contexts:
        - name: test
          context:
            cluster: test
            user: test
        users:
        - name: test
          user:
            token: {cluster.Authorization.TokenFor(Authorization.Admin)}
        """;
}

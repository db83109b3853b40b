using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ashiato.Kube.TestServer.Kubelets;
using Ashiato.Kube.Tests;
using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Operator.Tests;

/// <summary>What tests with the real kubectl and the real roles have in common.</summary>
internal static class StoryParts
{
    private const string DefaultImage = "ashiato/ashiato:0.1.0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits as long as a busy machine may need, and says what the pods said when it was in vain.</summary>
    public static async Task WaitAsync(AnyCluster cluster, string command)
    {
        for (int tries = 0; tries < 3; tries++)
            if ((await cluster.Kubectl.TryAsync($"{command} --timeout=45s")).Code == 0) return;
        Assert.Fail($"kubectl {command} was in vain.\n{await cluster.Kubectl.RunAsync("get pods -A")}\n{await cluster.PodLogsAsync()}");
    }

    /// <summary>The operator's manifest, with the image that a real cluster can have; what it makes goes with the test.</summary>
    public static async Task<string> AllInOneAsync(AnyCluster cluster, TemporaryFolder folder)
    {
        string file = Repository.Path("deploy", "all-in-one.yaml");
        if (cluster.IsReal)
        {
            string there = await cluster.Kubectl.RunAsync("get namespace elastic-system --ignore-not-found -o name");
            Assert.True(there.Length == 0, $"The cluster of {AnyCluster.Variable} has an operator in namespace elastic-system already, which this test would replace and delete. Give it a cluster without one.");
            if (Environment.GetEnvironmentVariable("ASHIATO_TEST_IMAGE") is { Length: > 0 } image)
            {
                string changed = Path.Combine(folder.Path, "all-in-one.yaml");
                await File.WriteAllTextAsync(changed, Manifests.AllInOne.Replace(DefaultImage, image, StringComparison.Ordinal), Cancel);
                file = changed;
            }
        }
        cluster.Afterwards("delete validatingwebhookconfiguration elastic-webhook.k8s.elastic.co --ignore-not-found");
        cluster.Afterwards($"delete --ignore-not-found --wait=false -f {Repository.Path("deploy", "all-in-one.yaml")}");
        return file;
    }

    /// <summary>The three objects; a real cluster chooses its own class of storage.</summary>
    public static string Story(AnyCluster cluster, bool isCurrent = false)
    {
        string objects = isCurrent ? Manifests.Current : Manifests.Legacy;
        return cluster.IsReal ? objects.Replace("          storageClassName: standard\n", "", StringComparison.Ordinal) : objects;
    }

    /// <summary>The program of this repository, under the name of its image.</summary>
    public static Image Program()
    {
        string flavour = Path.GetRelativePath(Repository.Path("tests", "Ashiato.Operator.Tests"), AppContext.BaseDirectory);
        return Image.OfAshiato(Repository.Path("src", "Ashiato", flavour, "ashiato.dll"));
    }

    /// <summary>Sends one event as an agent would.</summary>
    public static async Task<HttpStatusCode> SendAsync(HttpClient agents, string server, string token)
    {
        const string lines = """
            {"metadata":{"service":{"name":"teller","agent":{"name":"nodejs","version":"4.0.0"}}}}
            {"transaction":{"id":"00f067aa0ba902b7","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","type":"request","duration":1,"span_count":{"started":0}}}

            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://{server}/intake/v2/events")) { Content = new StringContent(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson")) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await agents.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    public static HttpClient Trusting(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authority);
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }

    public static string Decode(string encoded) => Encoding.UTF8.GetString(Convert.FromBase64String(encoded));

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return int.Parse(((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}

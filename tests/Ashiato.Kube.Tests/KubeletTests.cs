using System.Net;
using System.Net.Sockets;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.TestServer.Kubelets;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Kube.Tests;

/// <summary>Pods as processes, as the operator's tests rely on them.</summary>
public sealed class KubeletTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Secret
        metadata: {name: greeting}
        stringData: {text: hello}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}}
        spec:
          containers:
          - name: web
            image: web:1
            args: [/etc/greeting/text]
            env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
            ports: [{containerPort: 8080, name: http}]
            readinessProbe: {httpGet: {port: http}}
            volumeMounts: [{name: greeting, mountPath: /etc/greeting}]
          volumes: [{name: greeting, secret: {secretName: greeting}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_serves_what_its_Secret_says_now_through_a_forwarded_port()
    {
        const string program = "require('http').createServer((q, s) => s.end(require('fs').readFileSync(process.argv[1]))).listen(8080, process.env.POD_IP, () => console.log('listening'))";
        var image = new Image("web", Tool.Node, ["-e", program], new Dictionary<string, string>());
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { RunsPods = true, Images = [image] });
        using var kubectl = new Kubectl(cluster.Url);
        await kubectl.RunAsync("apply -f -", Pod);
        await kubectl.RunAsync("wait --for=condition=Ready pod/web --timeout=50s");
        Assert.Equal("listening", await kubectl.RunAsync("logs web"));

        int port = FreePort();
        await using var forward = kubectl.Start($"port-forward service/web {port}:80");
        await forward.WaitForLineAsync(line => line.StartsWith("Forwarding from", StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal("hello", await http.GetStringAsync("/", Cancel));

        await kubectl.RunAsync("patch secret greeting --type=merge -p {\"stringData\":{\"text\":\"bye\"}}");
        await Eventually.GetAsync("The new greeting", async () => await http.GetStringAsync("/", Cancel) == "bye" ? "" : null, Cancel);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.Tests;
using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;
using static Ashiato.Operator.Tests.StoryParts;

namespace Ashiato.Operator.Tests;

/// <summary>The story that the project began with: its commands, as they were printed, with the real kubectl and the real roles.</summary>
public sealed class StoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_works_as_printed_up_to_the_agents_first_trace_with_verification_on()
    {
        await NodeService.InstallAsync();
        await using var cluster = await AnyCluster.StartAsync(new TestClusterOptions { RunsPods = true, Images = [Program()] }, cleansUp: true);
        var kubectl = cluster.Kubectl;
        using var folder = new TemporaryFolder();
        string allInOne = await AllInOneAsync(cluster, folder);

        // 1 to 3: the operator.
        Assert.Equal(
            """
            customresourcedefinition.apiextensions.k8s.io/apmservers.apm.k8s.elastic.co created
            customresourcedefinition.apiextensions.k8s.io/elasticsearches.elasticsearch.k8s.elastic.co created
            customresourcedefinition.apiextensions.k8s.io/trustrelationships.elasticsearch.k8s.elastic.co created
            customresourcedefinition.apiextensions.k8s.io/kibanas.kibana.k8s.elastic.co created
            clusterrole.rbac.authorization.k8s.io/elastic-operator created
            clusterrolebinding.rbac.authorization.k8s.io/elastic-operator created
            namespace/elastic-system created
            statefulset.apps/elastic-operator created
            secret/webhook-server-secret created
            serviceaccount/elastic-operator created
            """, await kubectl.RunAsync($"apply -f {allInOne}"));
        await WaitAsync(cluster, "wait --for=condition=Ready pod/elastic-operator-0 -n elastic-system");
        Assert.Equal(["elastic-operator-0", "1/1", "Running", "0"], Cells(await kubectl.RunAsync("get pod -n elastic-system"), 1)[..4]);
        await using (var logs = kubectl.Start("-n elastic-system logs -f statefulset.apps/elastic-operator"))
        {
            await logs.WaitForLineAsync(line => line.Contains("\"msg\":\"starting the webhook server.\"", StringComparison.Ordinal));
            await logs.WaitForLineAsync(line => line.Contains("\"msg\":\"Starting workers\",\"controller\":\"elasticsearch-controller\",\"worker count\":3", StringComparison.Ordinal));
        }

        // 4 to 6: the three objects.
        Assert.Equal(
            """
            elasticsearch.elasticsearch.k8s.elastic.co/myes created
            kibana.kibana.k8s.elastic.co/mykibana created
            apmserver.apm.k8s.elastic.co/myapm-server created
            """, await kubectl.RunAsync("apply -f -", Story(cluster)));
        await WaitAsync(cluster, "wait --for=jsonpath={.status.phase}=Operational elasticsearch/myes");
        string stores = await kubectl.RunAsync("get elasticsearch");
        Assert.Equal(["NAME", "HEALTH", "NODES", "VERSION", "PHASE", "AGE"], Cells(stores, 0));
        Assert.Equal(["myes", "green", "1", "7.2.0", "Operational"], Cells(stores, 1)[..5]);
        Assert.Equal(10, (await kubectl.RunAsync("get secret")).Split('\n').Count(line => line.Contains("myes", StringComparison.Ordinal) && line.Contains("Opaque", StringComparison.Ordinal)));

        // 7 to 9: the password, and the store through a forwarded port.
        string password = Decode(await kubectl.RunAsync("get secret myes-es-elastic-user -o=jsonpath='{.data.elastic}'"));
        Assert.Equal(24, password.Length);
        int port = FreePort();
        await using (var forward = kubectl.Start($"port-forward service/myes-http {port}:9200"))
        {
            await forward.WaitForLineAsync(line => line.StartsWith("Forwarding from", StringComparison.Ordinal));
            string curl = Tool.Require("curl", "curl"), jq = Tool.Require("jq", "jq");
            await using var asked = ChildProcess.Start("sh", ["-c", $"{curl} -sS -u \"elastic:{password}\" -k \"https://localhost:{port}\" | {jq} \".cluster_name\""]);
            await asked.WaitForExitAsync();
            Assert.True(asked.Output == "\"myes\"\n", $"{asked.Output}{asked.Error}{forward.Output}{forward.Error}");
        }

        // 10 and 11: the console behind its load balancer.
        await WaitAsync(cluster, "wait --for=condition=Ready kibana/mykibana");
        string consoles = await kubectl.RunAsync("get kibana");
        Assert.Equal(["NAME", "HEALTH", "NODES", "VERSION", "AGE"], Cells(consoles, 0));
        Assert.Equal(["mykibana", "green", "1", "7.2.0"], Cells(consoles, 1)[..4]);
        string console = await kubectl.RunAsync("get service mykibana-kb-http -o=jsonpath='{.status.loadBalancer.ingress[0].ip}:{.spec.ports[0].port}'");
        Assert.EndsWith(":5601", console, StringComparison.Ordinal);
        using var people = Trusting(Decode(await kubectl.RunAsync("get secret mykibana-kb-http-certs-public -o=jsonpath='{.data.ca\\.crt}'")));
        using (var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["user"] = "elastic", ["password"] = password }))
        using (var signedIn = await people.PostAsync(new Uri($"https://{console}/login"), form, Cancel))
            Assert.Contains(signedIn.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("ashiato-session=", StringComparison.Ordinal));

        // 12 to 14: the server and its token.
        await WaitAsync(cluster, "wait --for=condition=Ready apmserver/myapm-server");
        string servers = await kubectl.RunAsync("get apmserver");
        Assert.Equal(["NAME", "HEALTH", "NODES", "VERSION", "AGE"], Cells(servers, 0));
        Assert.Equal(["myapm-server", "green", "1", "7.2.0"], Cells(servers, 1)[..4]);
        string server = await kubectl.RunAsync("get service myapm-server-apm-http -o=jsonpath='{.status.loadBalancer.ingress[0].ip}:{.spec.ports[0].port}'");
        string token = Decode(await kubectl.RunAsync("get secret/myapm-server-apm-token -o=jsonpath='{.data.secret-token}'"));

        // What the operator sees for itself: the certificate that is served, and, as soon as somebody has it wrong, whose token is.
        await WaitAsync(cluster, "wait --for=condition=CertificateServed elasticsearch/myes kibana/mykibana apmserver/myapm-server");
        await WaitAsync(cluster, "wait --for=condition=AgentTrafficHealthy apmserver/myapm-server");
        using var agents = Trusting(Decode(await kubectl.RunAsync("get secret myapm-server-apm-http-certs-public -o=jsonpath='{.data.ca\\.crt}'")));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(agents, server, "wrong"));

        // 15: an agent outside of the cluster, which verifies the certificate, trusting the authority in the Secret.
        string authority = Path.Combine(folder.Path, "ca.crt");
        await File.WriteAllTextAsync(authority, Decode(await kubectl.RunAsync("get secret myapm-server-apm-http-certs-public -o=jsonpath='{.data.ca\\.crt}'")), Cancel);
        await using var stock = await NodeService.StartAsync("stock", new Uri($"https://{server}"), token, new() { ["ELASTIC_APM_SERVER_CA_CERT_FILE"] = authority, ["ELASTIC_APM_VERIFY_SERVER_CERT"] = "true" });
        string traceId = Guid.NewGuid().ToString("N");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stock.Url, "stock/7"));
        request.Headers.Add("traceparent", $"00-{traceId}-00f067aa0ba902b7-01");
        using (var answer = await people.SendAsync(request, Cancel)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        people.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{password}")));
        string trace = await Eventually.GetAsync("The trace in the console", async () =>
        {
            using var found = await people.GetAsync(new Uri($"https://{console}/api/traces/{traceId}"), Cancel);
            return found.IsSuccessStatusCode ? await found.Content.ReadAsStringAsync(Cancel) : null;
        }, Cancel);
        Assert.Contains("stock", trace, StringComparison.Ordinal);

        await WaitAsync(cluster, "wait --for=condition=AgentTrafficHealthy=false apmserver/myapm-server");
        string trouble = await kubectl.RunAsync("get apmserver myapm-server -o=jsonpath='{.status.conditions[?(@.type==\"AgentTrafficHealthy\")].message}'");
        Assert.Contains("secret-token of Secret myapm-server-apm-token", trouble, StringComparison.Ordinal);

        // A token is replaced without a restart; agents that have the one before go on.
        string pods = await kubectl.RunAsync("get pods -l apm.k8s.elastic.co/name=myapm-server -o name");
        await kubectl.RunAsync("annotate apmserver/myapm-server ashiato.dev/rotate-token=1");
        await WaitAsync(cluster, "wait --for=jsonpath={.data.previous-secret-token} secret/myapm-server-apm-token");
        string next = Decode(await kubectl.RunAsync("get secret/myapm-server-apm-token -o=jsonpath='{.data.secret-token}'"));
        Assert.NotEqual(token, next);
        await Eventually.GetAsync("The new token", async () => await SendAsync(agents, server, next) == HttpStatusCode.Accepted ? "" : null, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(agents, server, token));
        Assert.Equal(pods, await kubectl.RunAsync("get pods -l apm.k8s.elastic.co/name=myapm-server -o name"));

        // Somebody whom a Secret lets in signs in to console and store as soon as the store has read it; no pod is replaced.
        string storePods = await kubectl.RunAsync("get pods -l common.k8s.elastic.co/type=elasticsearch -o jsonpath='{.items[*].metadata.uid}'");
        await kubectl.RunAsync("create secret generic anna --from-literal=username=anna --from-literal=password=hello-anna --from-literal=roles=viewer");
        await kubectl.RunAsync("patch elasticsearch/myes --type=merge --patch={\"spec\":{\"auth\":{\"fileRealm\":[{\"secretName\":\"anna\"}]}}}");
        await WaitAsync(cluster, "wait --for=condition=UsersReady elasticsearch/myes");
        await Eventually.GetAsync("The new user", async () =>
        {
            using var users = await people.GetAsync(new Uri($"https://{console}/api/users"), Cancel);
            return (await users.Content.ReadAsStringAsync(Cancel)).Contains("\"anna\"", StringComparison.Ordinal) ? "" : null;
        }, Cancel);
        people.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("anna:hello-anna"u8));
        await Eventually.GetAsync("The new user's services", async () =>
        {
            using var services = await people.GetAsync(new Uri($"https://{console}/api/services"), Cancel);
            if (services.IsSuccessStatusCode) return "";
            // The console reads users every five seconds, and locks out who tries five times in vain.
            await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
            return null;
        }, Cancel);
        using (var users = await people.GetAsync(new Uri($"https://{console}/api/users"), Cancel)) Assert.Equal(HttpStatusCode.Forbidden, users.StatusCode);
        Assert.Equal(storePods, await kubectl.RunAsync("get pods -l common.k8s.elastic.co/type=elasticsearch -o jsonpath='{.items[*].metadata.uid}'"));

        // Applying the operator's file again leaves the operator and the webhook's certificates alone.
        string again = await kubectl.RunAsync($"apply -f {allInOne}");
        foreach (string unchanged in (string[])["statefulset.apps/elastic-operator", "secret/webhook-server-secret", "clusterrole.rbac.authorization.k8s.io/elastic-operator"]) Assert.Contains($"{unchanged} unchanged", again, StringComparison.Ordinal);
        Assert.NotEqual("", await kubectl.RunAsync("-n elastic-system get secret webhook-server-secret -o=jsonpath='{.data.tls\\.crt}'"));
    }

    private static string[] Cells(string table, int row) => table.Split('\n')[row].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

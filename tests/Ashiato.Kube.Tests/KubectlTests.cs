namespace Ashiato.Kube.Tests;

/// <summary>What the real kubectl needs of a server, each fact relied upon elsewhere.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private AnyCluster _cluster = null!;

    private Kubectl _kubectl => _cluster.Kubectl;

    public async ValueTask InitializeAsync()
    {
        _cluster = await AnyCluster.StartAsync();
        _cluster.Afterwards("delete customresourcedefinition shops.test.example --ignore-not-found");
        await _kubectl.RunAsync("apply -f -", Shops.Definition);
        await _kubectl.RunAsync("wait --for=condition=Established customresourcedefinition/shops.test.example --timeout=30s");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Apply_says_created_then_unchanged_then_configured()
    {
        Assert.Equal("shop.test.example/a created", await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 1)));
        Assert.Equal("shop.test.example/a unchanged", await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 1)));
        Assert.Equal("shop.test.example/a configured", await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 2)));
        Assert.Equal("2", await _kubectl.RunAsync("get shop a -o jsonpath={.spec.count}"));
    }

    [Fact]
    public async Task Apply_merges_the_lists_of_built_in_kinds_item_by_item()
    {
        const string service = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: https, port: 443}]}
            """;
        await _kubectl.RunAsync("apply -f -", service);
        await _kubectl.RunAsync("apply -f -", service.Replace("{name: http, port: 80}", "{name: http, port: 81}", StringComparison.Ordinal));
        Assert.Equal("81 443", await _kubectl.RunAsync("get service web -o 'jsonpath={.spec.ports[*].port}'"));
        Assert.Equal("ClusterIP", await _kubectl.RunAsync("get service web -o jsonpath={.spec.type}"));
    }

    [Fact]
    public async Task Get_prints_the_columns_of_the_definition()
    {
        await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 1));
        string[] lines = (await _kubectl.RunAsync("get stores")).Split('\n');
        Assert.Equal(["NAME", "HEALTH", "AGE"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("a ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_the_schema_does_not_know_is_named() =>
        Assert.Contains("strict decoding error: unknown field \"spec.cuont\"", await _kubectl.FailAsync("apply -f -", Shops.Manifest("a", 1).Replace("count", "cuont", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public async Task A_value_that_the_schema_does_not_allow_is_named() =>
        Assert.Contains("The Shop \"a\" is invalid: spec.count: Invalid value: -1", await _kubectl.FailAsync("apply -f -", Shops.Manifest("a", -1)), StringComparison.Ordinal);

    [Fact]
    public async Task Explain_tells_what_the_schema_describes() =>
        Assert.Contains("How many.", await _kubectl.RunAsync("explain shop.spec"), StringComparison.Ordinal);

    [Fact]
    public async Task Scale_writes_where_the_definition_says()
    {
        await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 1));
        Assert.Equal("shop.test.example/a scaled", await _kubectl.RunAsync("scale shop/a --replicas=3"));
        Assert.Equal("3", await _kubectl.RunAsync("get shop a -o jsonpath={.spec.count}"));
    }

    [Fact]
    public async Task Wait_ends_when_the_field_has_its_value()
    {
        await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 1));
        await using var wait = _kubectl.Start("wait --for=jsonpath={.spec.count}=2 shop/a --timeout=30s");
        await _kubectl.RunAsync("apply -f -", Shops.Manifest("a", 2));
        Assert.Equal(0, await wait.WaitForExitAsync());
    }

    [Fact]
    public async Task Create_sends_protobuf_and_is_understood()
    {
        string other = _cluster.Namespace + "-b";
        await _kubectl.RunAsync($"create namespace {other}");
        await _kubectl.RunAsync($"-n {other} create secret generic door --from-literal=key=brass");
        Assert.Equal("YnJhc3M=", await _kubectl.RunAsync($"-n {other} get secret door -o jsonpath={{.data.key}}"));
        await _kubectl.RunAsync($"delete namespace {other}");
        Assert.Contains("NotFound", await _kubectl.FailAsync($"get namespace {other}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_side_apply_refuses_what_another_manager_owns_until_it_is_forced()
    {
        await _kubectl.RunAsync("apply --server-side --field-manager=one -f -", Shops.Manifest("a", 1));
        string refusal = await _kubectl.FailAsync("apply --server-side --field-manager=two -f -", Shops.Manifest("a", 2));
        Assert.Contains("conflict with \"one\": .spec.count", refusal, StringComparison.Ordinal);
        await _kubectl.RunAsync("apply --server-side --field-manager=two --force-conflicts -f -", Shops.Manifest("a", 2));
        Assert.Equal("2", await _kubectl.RunAsync("get shop a -o jsonpath={.spec.count}"));
    }

    [Fact]
    public async Task Children_go_with_their_owner_and_stay_when_they_are_orphaned()
    {
        foreach (string name in (string[])["a", "b"])
        {
            await _kubectl.RunAsync("apply -f -", Shops.Manifest(name, 1));
            string uid = await _kubectl.RunAsync($"get shop {name} -o jsonpath={{.metadata.uid}}");
            await _kubectl.RunAsync("apply -f -", $$"""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: child-{{name}}, ownerReferences: [{apiVersion: test.example/v1, kind: Shop, name: {{name}}, uid: {{uid}}, controller: true, blockOwnerDeletion: true} ] }
                """);
        }
        await _kubectl.RunAsync("delete shop a --cascade=foreground");
        await _kubectl.RunAsync("delete shop b --cascade=orphan");
        Assert.Contains("NotFound", await _kubectl.FailAsync("get configmap child-a"), StringComparison.Ordinal);
        Assert.Equal("", await _kubectl.RunAsync("get configmap child-b -o jsonpath={.metadata.ownerReferences}"));
    }

    [Fact]
    public async Task A_deployment_replaces_its_pods_when_its_template_changes()
    {
        const string deployment = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "registry.k8s.io/pause:3.9"}]}}
            """;
        await _kubectl.RunAsync("apply -f -", deployment);
        await _kubectl.RunAsync("rollout status deployment/web --timeout=90s");
        await _kubectl.RunAsync("apply -f -", deployment.Replace("pause:3.9", "pause:3.10", StringComparison.Ordinal));
        await _kubectl.RunAsync("rollout status deployment/web --timeout=90s");
        Assert.Equal("registry.k8s.io/pause:3.10 registry.k8s.io/pause:3.10", await _kubectl.RunAsync("get pods -l app=web -o 'jsonpath={.items[*].spec.containers[*].image}'"));
    }
}

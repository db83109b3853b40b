using System.CommandLine;
using Ashiato.Kube.Client;
using Ashiato.Kube.Credentials;
using Ashiato.Operator;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench.Kubernetes;

/// <summary>The operator that <see cref="OperatorCommand"/> measures, in a process of its own. Not for people.</summary>
internal static class ChildOperatorCommand
{
    public const string Name = "operator-process";

    private static readonly Argument<string> s_server = new("server");
    private static readonly Argument<string> s_token = new("token");
    private static readonly Argument<int> s_rate = new("rate");
    private static readonly Argument<string> s_keys = new("keys");

    public static Command Create()
    {
        var command = new Command(Name) { s_server, s_token, s_rate, s_keys };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string authorization = "Bearer " + parsed.GetValue(s_token);
        int rate = parsed.GetValue(s_rate);
        var connection = new KubeConnection { Server = new Uri(parsed.GetValue(s_server)!), ReadAuthorizationAsync = (_, _) => Task.FromResult<string?>(authorization) };
        using var client = new KubeClient(
            connection, new KubeClientOptions { FieldManager = "ashiato-operator", UserAgent = "ashiato-operator/bench", RequestsPerSecond = rate, Burst = rate * 2 }, NullLogger.Instance, TimeProvider.System);
        var options = new OperatorOptions { OperatorNamespace = "elastic-system", Identity = "bench", Image = "ashiato/ashiato:bench", HasWebhook = false, MetricsPort = 0, ElectsLeader = false, Certificates = new CertificateTerms { Keys = parsed.GetValue(s_keys) == "ecdsaP256" ? KeyKind.EcdsaP256 : KeyKind.Rsa2048 } };
        var stores = new HealthyStores();
        await new OperatorProcess(client, options, NullLoggerFactory.Instance, TimeProvider.System, stores, stores).RunAsync(cancel);
        return 0;
    }

    /// <summary>Pods are only said to run, so stores are only said to be healthy.</summary>
    private sealed class HealthyStores : IStoreProbe, IPodProbe
    {
        public Task<PodSight?> LookAsync(StackObject item, string address, int port, string expected, string? token, CancellationToken cancel) => Task.FromResult<PodSight?>(new PodSight(true, null));

        public Task<string?> AskAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) => Task.FromResult<string?>("green");

        public Task<bool> KnowsAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) => Task.FromResult(true);
    }
}

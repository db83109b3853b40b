using System.CommandLine;
using System.Globalization;
using Ashiato.Kube.Client;
using Ashiato.Kube.Credentials;
using Ashiato.Operator;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Logs;
using Ashiato.Settings;

namespace Ashiato.Commands;

/// <summary><c>ashiato operator</c>: looks after Elasticsearch, Kibana and ApmServer objects of a Kubernetes cluster.</summary>
/// <remarks>Each option is also a variable, in capitals with underscores, such as <c>OPERATOR_NAMESPACE</c>: manifests of its kind set those.</remarks>
internal static class OperatorCommand
{
    private sealed record OperatorOption(string Name, string Shape, string? Default, string Description);

    private static readonly OperatorOption s_namespaces = new("namespaces", "NAMESPACE,…", null, "The namespaces to look after. Without it: all.");
    private static readonly OperatorOption s_operatorNamespace = new("operator-namespace", "NAMESPACE", null, "Where the operator itself lives. Without it: the namespace of its service account.");
    private static readonly OperatorOption s_roles = new("operator-roles", "all", "all", "Taken for the sake of manifests that say it; the operator has all roles.");
    private static readonly OperatorOption s_image = new("operator-image", "IMAGE", "ashiato/ashiato:0.1.0", "The container image of the stores, servers and consoles that it starts.");
    private static readonly OperatorOption s_domain = new("cluster-domain", "DOMAIN", "cluster.local", "The domain of the cluster's DNS.");
    private static readonly OperatorOption s_workers = new("max-concurrent-reconciles", "COUNT", "3", "How many objects of a kind are worked on at the same time.");
    private static readonly OperatorOption s_rollouts = new("max-concurrent-rollouts", "COUNT", "1", "How many objects at a time get the image of a new version of the operator.");
    private static readonly OperatorOption s_election = new("enable-leader-election", "true|false", "true", "Whether several operators choose one that works.");
    private static readonly OperatorOption s_webhook = new("enable-webhook", "true|false", "true", "Whether objects are checked before they are written.");
    private static readonly OperatorOption s_webhookPort = new("webhook-port", "PORT", "9443", "The webhook's port.");
    private static readonly OperatorOption s_webhookSecret = new("webhook-secret", "SECRET", "webhook-server-secret", "The Secret that keeps the webhook's certificates.");
    private static readonly OperatorOption s_metricsPort = new("metrics-port", "PORT", "8080", "The port of probes and metrics; 0 for none.");
    private static readonly OperatorOption s_listenHost = new("listen-host", "ADDRESS|*", "*", "The address that webhook, probes and metrics listen on.");
    private static readonly OperatorOption s_debug = new("enable-debug-logs", "true|false", "false", "Whether more is told.");
    private static readonly OperatorOption s_rate = new("kube-client-qps", "REQUESTS", "20", "Requests to the API server a second, in the long run.");
    private static readonly OperatorOption s_timeout = new("kube-client-timeout", "DURATION", "60s", "The longest that a request to the API server may take.");
    private static readonly OperatorOption s_access = new("enforce-rbac-on-refs", "true|false", "false", "Whether a reference to a store needs the right to get it.");
    private static readonly OperatorOption s_storage = new("validate-storage-class", "true|false", "true", "Whether a claim grows only on a class of storage that says it can.");
    private static readonly OperatorOption s_authorityValidity = new("ca-cert-validity", "DURATION", "8760h", "How long authorities live.");
    private static readonly OperatorOption s_authorityLead = new("ca-cert-rotate-before", "DURATION", null, "How long before its end the next authority is made. Without it: 720h, or a third of its life.");
    private static readonly OperatorOption s_validity = new("cert-validity", "DURATION", "8760h", "How long certificates live.");
    private static readonly OperatorOption s_lead = new("cert-rotate-before", "DURATION", null, "The same for certificates.");
    private static readonly OperatorOption s_keys = new("certificate-key-type", "rsa2048|ecdsaP256", "rsa2048", "What kind of keys new certificates get. ecdsaP256 is made in no time; clients of the last ten years know it.");
    private static readonly OperatorOption s_nodes = new("san-node-addresses", "true|false", "false", "Whether certificates name the nodes of the cluster, for Services of type NodePort and load balancers without an address. Needs the right to list nodes.");
    private static readonly OperatorOption s_registers = new("auto-install-webhooks", "true|false", "true", "Whether the operator registers its webhook itself.");
    private static readonly OperatorOption s_webhookFolder = new("webhook-cert-dir", "DIR", null, "Where somebody else keeps a certificate for the webhook: tls.crt, tls.key and ca.crt. Without it: the operator makes one.");
    private static readonly OperatorOption s_registry = new("container-registry", "HOST[/PATH]", null, "The registry that images are taken from, instead of the one that --operator-image names.");
    private static readonly OperatorOption s_verbosity = new("log-verbosity", "NUMBER", null, "How much is told: -2 errors, -1 warnings too, 0 what happens, more for all. Counts over --enable-debug-logs.");
    private static readonly OperatorOption s_file = new("config", "FILE", null, "A file in YAML with these options by their names; the command line and variables count over it.");
    private static readonly OperatorOption s_kubeconfig = new("kubeconfig", "FILE", null, "How to reach the cluster from outside. Without it: the pod's service account, or else what kubectl would use.");
    private static readonly OperatorOption s_account = new("service-account-dir", "DIR", InClusterCredentials.DefaultFolder, "Where the files of the pod's service account are.");

    private static readonly OperatorOption[] s_all =
    [
        s_namespaces, s_operatorNamespace, s_roles, s_image, s_domain, s_workers, s_rollouts, s_election, s_webhook, s_webhookPort, s_webhookSecret, s_metricsPort, s_listenHost, s_debug, s_rate, s_timeout, s_access, s_storage,
        s_authorityValidity, s_authorityLead, s_validity, s_lead, s_keys, s_nodes, s_registers, s_webhookFolder, s_registry, s_verbosity, s_file, s_kubeconfig, s_account,
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("operator", "Looks after Elasticsearch, Kibana and ApmServer objects of a Kubernetes cluster: runs stores, consoles and servers for them.");
        // What the manifests of the original call it.
        command.Aliases.Add("manager");
        var options = s_all.ToDictionary(option => option, option => new Option<string>("--" + option.Name)
        {
            Description = $"{option.Description} {(option.Default is null ? "" : $"Default: {option.Default}. ")}Also {Variable(option)}.",
            HelpName = option.Shape,
        });
        foreach (var option in options.Values) command.Add(option);
        command.SetAction((parsed, cancel) =>
        {
            var file = OperatorConfig.Read(Given(s_file), s_all.Select(option => option.Name));
            return RunAsync(option => Given(option) ?? file.GetValueOrDefault(option.Name) ?? option.Default, cancel);

            string? Given(OperatorOption option) => parsed.GetValue(options[option]) ?? Environment.GetEnvironmentVariable(Variable(option));
        });
        return command;
    }

    private static string Variable(OperatorOption option) => option.Name.ToUpperInvariant().Replace('-', '_');

    private static async Task<int> RunAsync(Func<OperatorOption, string?> read, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddProvider(new OperatorLog(System.Console.Out, Least(read), time)));
        try
        {
            var connection = Connect(read, time);
            var options = Options(read, connection);
            using var client = new KubeClient(connection, new KubeClientOptions
            {
                FieldManager = "ashiato-operator",
                UserAgent = $"ashiato-operator/{typeof(OperatorCommand).Assembly.GetName().Version?.ToString(3)}",
                RequestsPerSecond = Number(read, s_rate),
                Burst = Number(read, s_rate) * 2,
                Timeout = Duration(read, s_timeout)!.Value,
            }, logs.CreateLogger("client"), time);
            // A process that lost its leadership ends; its pod starts anew.
            return await new OperatorProcess(client, options, logs, time).RunAsync(cancel) ? 0 : 1;
        }
        catch (Exception e) when (e is KubeCredentialsException or OperatorException)
        {
            throw new StartupException(e.Message, e);
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException)
        {
            throw new StartupException($"The cluster cannot be reached: {e.Message}", e);
        }
    }

    private static KubeConnection Connect(Func<OperatorOption, string?> read, TimeProvider time)
    {
        if (read(s_kubeconfig) is { } file) return Kubeconfig.Read(file, null, Environment.GetEnvironmentVariable, time);
        return InClusterCredentials.Find(Environment.GetEnvironmentVariable, read(s_account)!, time) ?? Kubeconfig.Read(null, null, Environment.GetEnvironmentVariable, time);
    }

    private static OperatorOptions Options(Func<OperatorOption, string?> read, KubeConnection connection)
    {
        var terms = new CertificateTerms
        {
            AuthorityValidity = Duration(read, s_authorityValidity)!.Value,
            AuthorityRotateBefore = Duration(read, s_authorityLead),
            Validity = Duration(read, s_validity)!.Value,
            RotateBefore = Duration(read, s_lead),
            Keys = read(s_keys) switch
            {
                "rsa2048" => KeyKind.Rsa2048,
                "ecdsaP256" => KeyKind.EcdsaP256,
                var other => throw new StartupException($"'{other}' (--{s_keys.Name}) is no kind of key; write rsa2048 or ecdsaP256."),
            },
        };
        if (terms.AuthorityLead >= terms.AuthorityValidity || terms.Lead >= terms.Validity)
            throw new StartupException($"--{s_authorityLead.Name} and --{s_lead.Name} must be shorter than --{s_authorityValidity.Name} and --{s_validity.Name}, or certificates would be made without end.");
        string pod = Environment.GetEnvironmentVariable("POD_NAME") ?? Environment.MachineName;
        return new OperatorOptions
        {
            Namespaces = [.. (read(s_namespaces) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()],
            OperatorNamespace = read(s_operatorNamespace) ?? connection.Namespace,
            Identity = $"{pod}_{Guid.NewGuid():N}",
            Image = OperatorConfig.ImageOf(read(s_image)!, read(s_registry)),
            ClusterDomain = read(s_domain)!,
            MaxConcurrentReconciles = Number(read, s_workers),
            MaxConcurrentRollouts = Number(read, s_rollouts),
            ElectsLeader = Is(read, s_election),
            HasWebhook = Is(read, s_webhook),
            ListenHost = read(s_listenHost)!,
            WebhookPort = Number(read, s_webhookPort),
            WebhookSecret = read(s_webhookSecret)!,
            MetricsPort = Number(read, s_metricsPort, least: 0),
            EnforcesAccess = Is(read, s_access),
            WebhookFolder = read(s_webhookFolder),
            RegistersWebhook = Is(read, s_registers),
            NamesNodes = Is(read, s_nodes),
            ValidatesStorageClass = Is(read, s_storage),
            Certificates = terms,
        };
    }

    private static LogLevel Least(Func<OperatorOption, string?> read)
    {
        if (read(s_verbosity) is not { } text) return Is(read, s_debug) ? LogLevel.Debug : LogLevel.Information;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int verbosity)) throw new StartupException($"'{text}' (--{s_verbosity.Name}) is no number; write one, such as --{s_verbosity.Name}=0.");
        return verbosity switch { <= -2 => LogLevel.Error, -1 => LogLevel.Warning, 0 => LogLevel.Information, _ => LogLevel.Debug };
    }

    private static bool Is(Func<OperatorOption, string?> read, OperatorOption option) => read(option) switch
    {
        "true" => true,
        "false" => false,
        var other => throw new StartupException($"'{other}' (--{option.Name}) is neither true nor false; write --{option.Name}=true or --{option.Name}=false."),
    };

    private static int Number(Func<OperatorOption, string?> read, OperatorOption option, int least = 1) =>
        int.TryParse(read(option), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least ? number
            : throw new StartupException($"'{read(option)}' (--{option.Name}) is no number from {least} on; write one, such as --{option.Name}={option.Default}.");

    private static TimeSpan? Duration(Func<OperatorOption, string?> read, OperatorOption option)
    {
        if (read(option) is not { } text) return null;
        return GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration
            : throw new StartupException($"'{text}' (--{option.Name}) is no duration; write numbers with units, such as 8760h or 1h30m.");
    }
}

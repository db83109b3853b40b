namespace Ashiato.Settings;

/// <summary>Everything that can be set. Help, variables, file and <c>docs/configuration.md</c> follow this table.</summary>
internal static class SettingTable
{
    /// <summary>Where events are kept.</summary>
    public static readonly Setting Data = new("data", "DIR", DefaultDataDirectory,
        "The directory that keeps the events; made when missing.");

    /// <summary>How long events are kept.</summary>
    public static readonly Setting RetentionDays = new("retention-days", "DAYS", "7",
        "How long events are kept, counted from when they happened; 0 keeps them for ever.");

    /// <summary>How long events of some kinds are kept.</summary>
    public static readonly Setting RetentionDaysByKind = new("retention-days-by-kind", "KIND=DAYS,…", null,
        "How long events of a kind are kept where that is not --retention-days: transaction, span, error, metric or log, such as span=3,metric=30; 0 keeps them for ever.");

    /// <summary>How much is kept.</summary>
    public static readonly Setting RetentionSize = new("retention-size", "SIZE", null,
        "The most that events may take on disk, such as 500MB or 20GB; the oldest go first. Without it: no limit.");

    /// <summary>How much is kept of some kinds.</summary>
    public static readonly Setting RetentionSizeByKind = new("retention-size-by-kind", "KIND=SIZE,…", null,
        "The most that events of a kind may take on disk: transaction, span, error, metric or log, such as span=20GB,metric=500MB; the oldest of them go first.");

    /// <summary>How long summaries are kept.</summary>
    public static readonly Setting SummaryDays = new("summary-days", "DAYS", "90",
        "How long the numbers of summaries stay when their events are gone; 0 keeps them no longer than the events.");

    /// <summary>Where intake listens.</summary>
    public static readonly Setting Server = new("server", "HOST:PORT", "127.0.0.1:8200",
        "Where the server listens for agents. Port 0 takes any free one.");

    /// <summary>Where OpenTelemetry is taken as well.</summary>
    public static readonly Setting OtlpPorts = new("otlp-ports", "PORT,PORT|off", "4317,4318",
        "Ports on the server's address that take OpenTelemetry too, because its SDKs look for it there. The default ones are taken if they are free; the server's own port takes it anyway.");

    /// <summary>Where the store listens.</summary>
    public static readonly Setting Store = new("store", "HOST:PORT", "127.0.0.1:9200",
        "Where the store listens for servers and consoles of other processes.");

    /// <summary>Where the console listens.</summary>
    public static readonly Setting Console = new("console", "HOST:PORT", "127.0.0.1:5601",
        "Where the console listens for browsers.");

    /// <summary>What agents must show.</summary>
    public static readonly Setting SecretToken = new("secret-token", "TOKEN", null,
        "The token that agents must send. Needed when the server is reachable from other machines. It follows the file that it comes from.")
    {
        IsSecret = true,
    };

    /// <summary>Whether agents must show an API key.</summary>
    public static readonly Setting ApiKeys = new("api-keys", "on|off", "off",
        "With on, agents must send an API key, or the secret token if there is one. With a secret token, API keys are taken in any case. 'ashiato apikey' makes them.");

    /// <summary>How often agents ask for their configuration.</summary>
    public static readonly Setting AgentPollSeconds = new("agent-poll-seconds", "SECONDS", "30",
        "How long agents wait before they ask for their configuration again; they never ask more often than every 5 seconds.");

    /// <summary>Whether browsers may send.</summary>
    public static readonly Setting Rum = new("rum", "on|off", "off",
        "With on, pages in browsers may send events, without a secret and within limits.");

    /// <summary>Whose pages may send.</summary>
    public static readonly Setting RumOrigins = new("rum-origins", "ORIGIN,...", "*",
        "The origins whose pages may send events, such as https://shop.example.org; * stands for any characters.");

    /// <summary>For which services browsers may send.</summary>
    public static readonly Setting RumServices = new("rum-services", "NAME,...", null,
        "The services that pages may report for where others need a secret. Without it: any.");

    /// <summary>What the first user must enter.</summary>
    public static readonly Setting ConsolePassword = new("console-password", "PASSWORD", null,
        "The password of user elastic, an admin, in place of one that is kept. It follows the file that it comes from. Other users are kept in the settings: see 'ashiato users'.")
    {
        IsSecret = true,
    };

    /// <summary>What the other roles must show to the store.</summary>
    public static readonly Setting StoreToken = new("store-token", "TOKEN", null,
        "The token that servers and consoles of other processes must send to the store. Needed when the store is reachable from other machines. It follows the file that it comes from.")
    {
        IsSecret = true,
    };

    /// <summary>Whether secrets are made.</summary>
    public static readonly Setting Init = new("init", Setting.Switch, "off",
        "Makes the password of user elastic and the tokens of agents and store, unless there are any, and shows them once.");

    /// <summary>Whether roles may be open.</summary>
    public static readonly Setting Insecure = new("insecure", Setting.Switch, "off",
        "Lets roles listen for other machines without asking for a password or token, while there is none.");

    /// <summary>What the store calls itself.</summary>
    public static readonly Setting ClusterName = new("cluster-name", "NAME", "ashiato",
        "The name of the cluster that the Search API tells its clients.");

    /// <summary>Which version the store says it is.</summary>
    public static readonly Setting ClusterVersion = new("cluster-version", "VERSION", "8.19.0",
        "The version of Elasticsearch that the Search API tells its clients.");

    /// <summary>Where the other roles find the store.</summary>
    public static readonly Setting StoreUrl = new("store-url", "URL", "http://127.0.0.1:9200",
        "Where the store is that events go to and answers come from.");

    /// <summary>Where agents find the server.</summary>
    public static readonly Setting ServerUrl = new("server-url", "URL", null,
        "The server's address as agents reach it, shown in the console's set-up lines. Without it: the address that the server listens on.");

    /// <summary>Whether TLS is spoken.</summary>
    public static readonly Setting Tls = new("tls", "on|off", null,
        "With on, all ports speak TLS. Unless it is said: on when a role listens beyond this machine, without --insecure. Without --cert, certificates are made in the data directory, and follow the addresses that clients dial; clients need its ca.crt.");

    /// <summary>The certificate that is served.</summary>
    public static readonly Setting Certificate = new("cert", "FILE.pem", null,
        "The certificate to serve, with those between it and its authority. Turns TLS on. It is read again when it is replaced.");

    /// <summary>Its key.</summary>
    public static readonly Setting CertificateKey = new("key", "FILE.pem", null,
        "The key of the certificate, without a password.");

    /// <summary>What a certificate names besides this machine.</summary>
    public static readonly Setting AlternativeNames = new("san", "HOST,…", null,
        "Host names and addresses that certificates made here name besides those of this machine, such as a load balancer's: apm.example.org, *.example.org, 203.0.113.7.");

    /// <summary>How the store is recognised.</summary>
    public static readonly Setting StoreAuthority = new("store-ca", "FILE.pem", null,
        "The certificate of the authority by which the store at --store-url is recognised; its /ca.crt. Without it: the authorities that this machine trusts. It is read again when it changes.");

    /// <summary>What a role shows to its store.</summary>
    public static readonly Setting StoreCertificate = new("store-cert", "FILE.pem", null,
        "The certificate that a server or console shows to a store that asks for one (--client-ca). It is read again when it changes.");

    /// <summary>Its key.</summary>
    public static readonly Setting StoreKey = new("store-key", "FILE.pem", null,
        "The key of --store-cert, without a password.");

    /// <summary>Whose certificates clients must show.</summary>
    public static readonly Setting ClientAuthority = new("client-ca", "FILE.pem", null,
        "Authorities, one of which must have signed the certificate that each client shows. Without it clients are asked for none. It is read again when it changes; /healthz, /readyz and /ca.crt answer everybody.");

    /// <summary>Where addresses are looked up.</summary>
    public static readonly Setting GeoIp = new("geoip", "FILE.mmdb", null,
        "A MaxMind database file, such as GeoLite2-City.mmdb, by which clients are located. It is read again when it is replaced.");

    /// <summary>Which metrics are made.</summary>
    public static readonly Setting Aggregation = new("aggregation", "INTERVALS", "60m",
        "The intervals of the metrics that the server makes of events for clients of the Search API: some of 1m, 10m and 60m, or off.");

    /// <summary>Which traces are kept.</summary>
    public static readonly Setting TailSampling = new("tail-sampling", "FILE.yaml", null,
        "A YAML file of policies by which whole traces are kept or left out once they are complete. Without it all are kept.");

    /// <summary>Where people find the console.</summary>
    public static readonly Setting ConsoleUrl = new("console-url", "URL", null,
        "The console's address as people reach it: shown to who opens the server's address in a browser.");

    /// <summary>Where the files with secrets are.</summary>
    public static readonly Setting SecretsFolder = new("secrets-dir", "DIR", null,
        "A directory with files named like settings, whose contents are the values, as Docker and Kubernetes hand secrets over: the file secret-token for --secret-token. It counts after the YAML file. " +
        "The server reads the files secret-token and previous-secret-token again when they change, and takes both.");

    /// <summary>Where the files with users are.</summary>
    public static readonly Setting UserFiles = new("users-dir", "DIR", null,
        "A directory with the files users and users_roles as Elasticsearch's file realm has them: people who may come in besides those that are kept. They are read again when they change.");

    /// <summary>Where the file is.</summary>
    public static readonly Setting Config = new("config", "FILE.yaml", null,
        "A YAML file with the same settings, one 'name: value' a line.");

    /// <summary>All of them, in the order of the help page.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Data, RetentionDays, RetentionDaysByKind, RetentionSize, RetentionSizeByKind, SummaryDays, Server, OtlpPorts, Store, Console, SecretToken, ApiKeys, AgentPollSeconds, Rum, RumOrigins, RumServices, ConsolePassword, StoreToken, ClusterName, ClusterVersion, Init, Insecure, StoreUrl, StoreAuthority, StoreCertificate, StoreKey, ServerUrl, Tls, Certificate, CertificateKey, AlternativeNames, ClientAuthority, GeoIp, Aggregation, TailSampling, ConsoleUrl, SecretsFolder, UserFiles, Config];

    private static string DefaultDataDirectory =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ashiato");
}

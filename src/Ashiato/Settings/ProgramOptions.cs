using System.Globalization;
using Ashiato.Console.Diagnostics;
using Ashiato.Model;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Sampling;
using Ashiato.Query.Traces.Sharing;

namespace Ashiato.Settings;

/// <summary>All settings, read and checked.</summary>
internal sealed record ProgramOptions
{
    private const int MaxRetentionDays = 36_500;
    private const long MinRetentionBytes = 1 << 20;

    private static readonly string[] s_kinds = [Fields.Events.Transaction, Fields.Events.Span, Fields.Events.Error, Fields.Events.Metric, Fields.Events.Log];
    private const string DefaultSource = "default";
    private const int MaxPollSeconds = 86_400;

    /// <summary>The directory that keeps the events.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How long events are kept; <see langword="null"/> for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How long events of some kinds are kept instead, by <c>processor.event</c>; <see langword="null"/> for ever.</summary>
    public required IReadOnlyDictionary<string, TimeSpan?> RetentionByKind { get; init; }

    /// <summary>The most bytes that events may take on disk; <see langword="null"/> for any number.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>The most bytes that events of some kinds (<c>processor.event</c>) may take.</summary>
    public required IReadOnlyDictionary<string, long> RetentionBytesByKind { get; init; }

    /// <summary>How long summaries are kept; <see langword="null"/> for no longer than their events.</summary>
    public TimeSpan? SummaryRetention { get; init; }

    /// <summary>Where the server listens.</summary>
    public required ListenAddress Server { get; init; }

    /// <summary>Where OpenTelemetry is taken besides the server's own port.</summary>
    public required OtlpPorts OtlpPorts { get; init; }

    /// <summary>Where the store listens.</summary>
    public required ListenAddress Store { get; init; }

    /// <summary>Where the console listens.</summary>
    public required ListenAddress Console { get; init; }

    /// <summary>What agents must show; <see langword="null"/> lets everyone in.</summary>
    public string? SecretToken { get; init; }

    /// <summary>The file that <see cref="SecretToken"/> came from, where it came from one; it may change while the server runs.</summary>
    public TokenFile? SecretTokenFile { get; init; }

    /// <summary>True when agents must show an API key, or the secret token if there is one.</summary>
    public bool NeedsApiKey { get; init; }

    /// <summary>How long agents wait before they ask for their configuration again, in seconds.</summary>
    public required int AgentPollSeconds { get; init; }

    /// <summary>True when pages in browsers may send events.</summary>
    public bool IsRumEnabled { get; init; }

    /// <summary>Whose pages may.</summary>
    public required IReadOnlyList<string> RumOrigins { get; init; }

    /// <summary>For which services they may; empty for any.</summary>
    public required IReadOnlyList<string> RumServices { get; init; }

    /// <summary>The password of the first user; <see langword="null"/> when it is kept in the settings, if there is one.</summary>
    public string? ConsolePassword { get; init; }

    /// <summary>The file that <see cref="ConsolePassword"/> came from, where it came from one; it may change while the program runs.</summary>
    public TokenFile? ConsolePasswordFile { get; init; }

    /// <summary>True when the first password and the tokens are to be made unless there are any.</summary>
    public bool IsFirstStart { get; init; }

    /// <summary>True when roles may be open to other machines while there is nothing to recognise callers by.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>What other processes must show to the store; <see langword="null"/> lets everyone in.</summary>
    public string? StoreToken { get; init; }

    /// <summary>The file that <see cref="StoreToken"/> came from, where it came from one; it may change while the program runs.</summary>
    public TokenFile? StoreTokenFile { get; init; }

    /// <summary>The name of the cluster that the Search API tells.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The version of Elasticsearch that the Search API tells.</summary>
    public required string ClusterVersion { get; init; }

    /// <summary>Where a server or console that runs alone finds the store.</summary>
    public required Uri StoreUrl { get; init; }

    /// <summary>The server's address as agents reach it, where somebody said so.</summary>
    public Uri? ServerUrl { get; init; }

    /// <summary>The console's address as people reach it, where somebody said so.</summary>
    public Uri? ConsoleUrl { get; init; }

    /// <summary>How TLS is spoken; <see langword="null"/> when it is not.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The file with the certificate of the authority by which another process's store is recognised; <see langword="null"/> for those that the machine trusts.</summary>
    public string? StoreAuthority { get; init; }

    /// <summary>The files of the certificate and key that are shown to another process's store; <see langword="null"/> for none.</summary>
    public (string Certificate, string Key)? StoreIdentity { get; init; }

    /// <summary>The file of the authorities whose certificates clients must show; <see langword="null"/> asks for none.</summary>
    public string? ClientAuthority { get; init; }

    /// <summary>The directory whose files name people who may come in; <see langword="null"/> when only the settings do.</summary>
    public string? UserFiles { get; init; }

    /// <summary>The database file by which clients are located; <see langword="null"/> locates nobody.</summary>
    public string? GeoIpDatabase { get; init; }

    /// <summary>The intervals of the metrics that are made of events.</summary>
    public required string Aggregation { get; init; }

    /// <summary>All settings as they may be shown, secrets masked: made when somebody looks at them, since a start needs none.</summary>
    public IEnumerable<SettingLine> Lines { get; init; } = [];

    /// <summary>Which traces are kept; <see langword="null"/> keeps all.</summary>
    public TailSamplingOptions? TailSampling { get; init; }

    /// <summary>Reads the settings: the command line counts before the environment, the environment before the file, the file before the directory of secrets, and that before the defaults.</summary>
    /// <param name="commandLine">What the command line sets, or <see langword="null"/>.</param>
    /// <param name="environment">What a variable holds, or <see langword="null"/>.</param>
    /// <exception cref="StartupException">A value is not what its setting needs.</exception>
    public static ProgramOptions Read(Func<Setting, string?> commandLine, Func<string, string?> environment)
    {
        var file = Said(SettingTable.Config) is { } path ? SettingFile.Read(path) : [];
        var secrets = Given(SettingTable.SecretsFolder) is { } folder ? SecretsFolder.Read(folder) : [];

        return new ProgramOptions
        {
            DataDirectory = Path.GetFullPath(Required(SettingTable.Data).Text),
            Retention = Days(SettingTable.RetentionDays),
            RetentionByKind = DaysByKind(SettingTable.RetentionDaysByKind),
            RetentionBytes = Bytes(SettingTable.RetentionSize),
            RetentionBytesByKind = BytesByKind(SettingTable.RetentionSizeByKind),
            SummaryRetention = Days(SettingTable.SummaryDays),
            Server = Address(SettingTable.Server),
            OtlpPorts = Ports(SettingTable.OtlpPorts),
            Store = Address(SettingTable.Store),
            Console = Address(SettingTable.Console),
            SecretToken = Value(SettingTable.SecretToken)?.Text,
            SecretTokenFile = FileOf(SettingTable.SecretToken),
            NeedsApiKey = IsOn(SettingTable.ApiKeys),
            AgentPollSeconds = PollSeconds(),
            IsRumEnabled = IsOn(SettingTable.Rum),
            RumOrigins = List(SettingTable.RumOrigins),
            RumServices = List(SettingTable.RumServices),
            ConsolePassword = Value(SettingTable.ConsolePassword)?.Text,
            ConsolePasswordFile = FileOf(SettingTable.ConsolePassword),
            StoreToken = Value(SettingTable.StoreToken)?.Text,
            StoreTokenFile = FileOf(SettingTable.StoreToken),
            IsFirstStart = IsOn(SettingTable.Init),
            IsInsecure = IsOn(SettingTable.Insecure),
            ClusterName = Required(SettingTable.ClusterName).Text,
            ClusterVersion = Required(SettingTable.ClusterVersion).Text,
            StoreUrl = Url(SettingTable.StoreUrl)!,
            ServerUrl = Url(SettingTable.ServerUrl),
            ConsoleUrl = Url(SettingTable.ConsoleUrl),
            Tls = Encryption(),
            StoreAuthority = Value(SettingTable.StoreAuthority) is { } authority ? Path.GetFullPath(authority.Text) : null,
            StoreIdentity = Identity(),
            ClientAuthority = Clients(),
            UserFiles = Value(SettingTable.UserFiles) is { } users ? Path.GetFullPath(users.Text) : null,
            TailSampling = Sampling(SettingTable.TailSampling),
            Aggregation = Intervals(SettingTable.Aggregation),
            Lines = SettingTable.All.Select(Line),
            GeoIpDatabase = Value(SettingTable.GeoIp) is { } database ? Path.GetFullPath(database.Text) : null,
        };

        SettingValue? Said(Setting setting)
        {
            if (commandLine(setting) is { } argument) return new SettingValue(argument, setting.Flag);
            // An empty variable is how shells and manifests say "not set".
            return environment(setting.Variable) is { Length: > 0 } variable ? new SettingValue(variable, setting.Variable) : null;
        }

        TokenFile? FileOf(Setting setting)
        {
            if (Said(setting) is not null) return null;
            if (file.ContainsKey(setting)) return new TokenFile(setting, Path.GetFullPath(Said(SettingTable.Config)!.Value.Text), IsSettingFile: true);
            return secrets.TryGetValue(setting, out var secret) ? new TokenFile(setting, Path.GetFullPath(secret.Source), IsSettingFile: false) : null;
        }

        SettingValue? Given(Setting setting)
        {
            if (Said(setting) is { } said) return NotEmpty(setting, said);
            return file.TryGetValue(setting, out var written) ? written : null;
        }

        SettingValue? Value(Setting setting)
        {
            if (Given(setting) is { } given) return given;
            if (secrets.TryGetValue(setting, out var secret)) return NotEmpty(setting, secret);
            return setting.Default is { } text ? new SettingValue(text, DefaultSource) : null;
        }

        SettingLine Line(Setting setting)
        {
            var value = Value(setting);
            return new SettingLine(setting.Name, value is null ? null : setting.IsSecret ? SecretMask.Mask : SecretMask.Text(value.Value.Text), value?.Source ?? "not set");
        }

        SettingValue Required(Setting setting) => Value(setting)!.Value;

        TlsOptions? Encryption()
        {
            var (certificate, key) = (Value(SettingTable.Certificate), Value(SettingTable.CertificateKey));
            if (certificate is null && key is null) return SpeaksTls() ? new TlsOptions(null, null, List(SettingTable.AlternativeNames)) : null;
            if (certificate is null || key is null)
                throw new StartupException($"{(certificate ?? key)!.Value.Source} needs the other of {SettingTable.Certificate.Flag} and {SettingTable.CertificateKey.Flag}, too: a certificate is served with its key.");
            return new TlsOptions(Path.GetFullPath(certificate.Value.Text), Path.GetFullPath(key.Value.Text), []);
        }

        (string Certificate, string Key)? Identity()
        {
            var (certificate, key) = (Value(SettingTable.StoreCertificate), Value(SettingTable.StoreKey));
            if (certificate is null && key is null) return null;
            if (certificate is null || key is null)
                throw new StartupException($"{(certificate ?? key)!.Value.Source} needs the other of {SettingTable.StoreCertificate.Flag} and {SettingTable.StoreKey.Flag}, too: a certificate is shown with its key.");
            return (Path.GetFullPath(certificate.Value.Text), Path.GetFullPath(key.Value.Text));
        }

        string? Clients()
        {
            if (Value(SettingTable.ClientAuthority) is not { } authority) return null;
            if (Encryption() is null) throw new StartupException($"{authority.Source} asks clients for certificates, which takes TLS; turn it on with {SettingTable.Tls.Flag} on, or leave {authority.Source} out.");
            return Path.GetFullPath(authority.Text);
        }

        bool SpeaksTls() => Value(SettingTable.Tls) is not null
            ? IsOn(SettingTable.Tls)
            : !IsOn(SettingTable.Insecure) && new[] { SettingTable.Server, SettingTable.Store, SettingTable.Console }.Any(listener => !Address(listener).IsLoopback);

        TailSamplingOptions? Sampling(Setting setting)
        {
            if (Value(setting) is not { } value) return null;
            try
            {
                return TailSamplingFile.Read(value.Text, Path.Combine(Path.GetFullPath(Required(SettingTable.Data).Text), "sampling"));
            }
            catch (TailSamplingException e)
            {
                throw new StartupException($"Tail-based sampling ({value.Source}): {e.Message}", e);
            }
        }

        string Intervals(Setting setting)
        {
            var value = Required(setting);
            return AggregationOptions.AreIntervals(value.Text) ? value.Text : throw new StartupException(
                $"'{value.Text}' ({value.Source}) names no intervals; write some of 1m, 10m and 60m with commas between them, such as {setting.Flag} 1m,10m,60m, or off.");
        }

        IReadOnlyDictionary<string, TimeSpan?> DaysByKind(Setting setting)
        {
            var ages = new Dictionary<string, TimeSpan?>();
            foreach (string part in List(setting))
            {
                string[] halves = part.Split('=', 2, StringSplitOptions.TrimEntries);
                if (halves.Length == 2 && s_kinds.Contains(halves[0]) && TryDays(halves[1], out var age) && ages.TryAdd(halves[0], age)) continue;
                throw new StartupException(
                    $"'{part}' ({Value(setting)!.Value.Source}) does not say how long a kind of events is kept; write each of {string.Join(", ", s_kinds)} once at most, with a number of days from 0 to {MaxRetentionDays}, such as {setting.Flag} span=3,metric=30.");
            }
            return ages;
        }

        IReadOnlyDictionary<string, long> BytesByKind(Setting setting)
        {
            var sizes = new Dictionary<string, long>();
            foreach (string part in List(setting))
            {
                string[] halves = part.Split('=', 2, StringSplitOptions.TrimEntries);
                if (halves.Length == 2 && s_kinds.Contains(halves[0]) && TryBytes(halves[1], out long bytes) && sizes.TryAdd(halves[0], bytes)) continue;
                throw new StartupException(
                    $"'{part}' ({Value(setting)!.Value.Source}) does not say how much a kind of events may take; write each of {string.Join(", ", s_kinds)} once at most, with a size of {MinRetentionBytes >> 20} MiB or more, such as {setting.Flag} span=20GB,metric=500MB.");
            }
            return sizes;
        }

        static bool TryBytes(string text, out long bytes) => ByteSize.TryParse(text, out bytes) && bytes >= MinRetentionBytes;

        long? Bytes(Setting setting)
        {
            if (Value(setting) is not { } value) return null;
            return TryBytes(value.Text, out long bytes) ? bytes : throw new StartupException(
                $"'{value.Text}' ({value.Source}) is no size of {MinRetentionBytes >> 20} MiB or more; write a number with KB, MB, GB or TB, such as {setting.Flag} 20GB.");
        }

        static bool TryDays(string text, out TimeSpan? age)
        {
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days <= MaxRetentionDays;
            age = days == 0 ? null : TimeSpan.FromDays(isNumber ? days : 0);
            return isNumber;
        }

        TimeSpan? Days(Setting setting)
        {
            var value = Required(setting);
            if (!TryDays(value.Text, out var age))
                throw new StartupException($"'{value.Text}' ({value.Source}) is no number of days from 0 to {MaxRetentionDays}; write one, such as {setting.Flag} {setting.Default}.");
            return age;
        }

        bool IsOn(Setting setting)
        {
            var value = Required(setting);
            return value.Text is "on" or "off" ? value.Text == "on"
                : throw new StartupException($"'{value.Text}' ({value.Source}) is neither on nor off; write {setting.Flag} on or {setting.Flag} off.");
        }

        int PollSeconds()
        {
            var value = Required(SettingTable.AgentPollSeconds);
            if (int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= MaxPollSeconds) return seconds;
            throw new StartupException($"'{value.Text}' ({value.Source}) is no number of seconds from 1 to {MaxPollSeconds}; write one, such as {SettingTable.AgentPollSeconds.Flag} {SettingTable.AgentPollSeconds.Default}.");
        }

        IReadOnlyList<string> List(Setting setting) =>
            Value(setting)?.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

        ListenAddress Address(Setting setting)
        {
            var value = Required(setting);
            return ListenAddress.TryParse(value.Text, out var address) ? address : throw new StartupException(
                $"'{value.Text}' ({value.Source}) is no address to listen on; write an IP address or localhost and a port, such as {setting.Flag} {setting.Default}.");
        }

        OtlpPorts Ports(Setting setting)
        {
            var value = Required(setting);
            return OtlpPorts.TryParse(value.Text, isAsked: value.Source != DefaultSource, out var ports) ? ports : throw new StartupException(
                $"'{value.Text}' ({value.Source}) is no list of ports; write numbers with commas between them, such as {setting.Flag} {setting.Default}, or {OtlpPorts.Off}.");
        }

        Uri? Url(Setting setting)
        {
            if (Value(setting) is not { } value) return null;
            if (Uri.TryCreate(value.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
            throw new StartupException($"'{value.Text}' ({value.Source}) is no address of a web server; write it in full, such as {setting.Flag} http://127.0.0.1:9200.");
        }
    }

    private static SettingValue NotEmpty(Setting setting, SettingValue value) =>
        string.IsNullOrWhiteSpace(value.Text)
            ? throw new StartupException($"{value.Source} is empty; give it a value, such as {setting.Flag} {setting.Default ?? setting.Shape}, or leave it out.")
            : value;
}

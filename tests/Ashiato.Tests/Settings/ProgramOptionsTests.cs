using Ashiato.Settings;

namespace Ashiato.Tests.Settings;

public sealed class ProgramOptionsTests
{
    [Fact]
    public void Without_settings_everything_listens_on_loopback()
    {
        var options = Read();

        Assert.Equal("127.0.0.1:8200 127.0.0.1:9200 127.0.0.1:5601", $"{options.Server} {options.Store} {options.Console}");
        Assert.Null(options.SecretToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(false, "tls=off", "server=0.0.0.0:8200")]
    [InlineData(false, "insecure=on", "server=0.0.0.0:8200")]
    [InlineData(true, "server=0.0.0.0:8200")]
    [InlineData(true, "store=10.0.0.1:9200")]
    [InlineData(true, "console=*:5601")]
    [InlineData(true, "tls=on")]
    [InlineData(true, "tls=on", "insecure=on", "server=0.0.0.0:8200")]
    public void TLS_is_spoken_as_soon_as_a_role_listens_beyond_this_machine_unless_somebody_says_otherwise(bool isSpoken, params string[] settings) =>
        Assert.Equal(isSpoken, Read(commandLine: settings.Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1])).Tls is not null);

    [Fact]
    public void The_command_line_counts_before_the_environment_before_the_file()
    {
        using var file = new TemporaryFile("server: 127.0.0.1:1\nstore: 127.0.0.1:1\nconsole: 127.0.0.1:1\n");

        var options = Read(
            commandLine: new() { ["config"] = file.Path, ["server"] = "127.0.0.1:3" },
            environment: new() { ["ASHIATO_SERVER"] = "127.0.0.1:2", ["ASHIATO_STORE"] = "127.0.0.1:2" });

        Assert.Equal((3, 2, 1), (options.Server.Port, options.Store.Port, options.Console.Port));
    }

    [Fact]
    public void The_environment_can_name_the_file()
    {
        using var file = new TemporaryFile("secret-token: from-file\n");

        Assert.Equal("from-file", Read(environment: new() { ["ASHIATO_CONFIG"] = file.Path }).SecretToken);
    }

    [Fact]
    public void A_file_of_sampling_policies_is_read_and_events_wait_in_the_data_directory()
    {
        using var file = new TemporaryFile("policies: [{sample_rate: 0.1}]\n");

        var options = Read(commandLine: new() { ["tail-sampling"] = file.Path, ["data"] = "/data" });

        Assert.Equal(0.1, options.TailSampling?.Policies[0].SampleRate);
        Assert.Equal("/data/sampling", options.TailSampling?.Directory);
    }

    [Fact]
    public void A_file_of_sampling_policies_that_cannot_be_is_refused_with_its_flag()
    {
        using var file = new TemporaryFile("policies: []\n");

        var refusal = Assert.Throws<StartupException>(() => Read(commandLine: new() { ["tail-sampling"] = file.Path }));

        Assert.StartsWith("Tail-based sampling (--tail-sampling): ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_variable_is_not_set() =>
        Assert.Null(Read(environment: new() { ["ASHIATO_SECRET_TOKEN"] = "" }).SecretToken);

    [Theory]
    [InlineData(null, "4317 4318", false)]
    [InlineData("off", "", true)]
    [InlineData("4317, 0", "4317 0", true)]
    public void Ports_of_OpenTelemetry_must_be_free_only_when_they_were_asked_for(string? text, string ports, bool isAsked)
    {
        var read = Read(commandLine: text is null ? [] : new() { ["otlp-ports"] = text }).OtlpPorts;

        Assert.Equal((ports, isAsked), (string.Join(' ', read.Ports), read.IsAsked));
    }

    [Fact]
    public void Kinds_of_events_sizes_and_summaries_have_limits_of_their_own()
    {
        var options = Read(commandLine: new() { ["retention-days-by-kind"] = "span=3, metric=0", ["retention-size"] = "1.5GiB", ["retention-size-by-kind"] = "span=20GB,log = 500MB", ["summary-days"] = "0" });

        Assert.Equal(new Dictionary<string, TimeSpan?> { ["span"] = TimeSpan.FromDays(3), ["metric"] = null }, options.RetentionByKind);
        Assert.Equal(3L << 29, options.RetentionBytes);
        Assert.Equal(new Dictionary<string, long> { ["span"] = 20_000_000_000, ["log"] = 500_000_000 }, options.RetentionBytesByKind);
        Assert.Null(options.SummaryRetention);
        Assert.Equal((null, TimeSpan.FromDays(90)), (Read().RetentionBytes, Read().SummaryRetention));
    }

    [Theory]
    [InlineData("retention-days-by-kind", "spans=3")]
    [InlineData("retention-days-by-kind", "span")]
    [InlineData("retention-days-by-kind", "span=-3")]
    [InlineData("retention-days-by-kind", "span=3,span=4")]
    [InlineData("retention-size", "20")]
    [InlineData("retention-size", "-1GB")]
    [InlineData("retention-size", "1KB")]
    [InlineData("retention-size", "99999999TB")]
    [InlineData("retention-size-by-kind", "span=20")]
    [InlineData("retention-size-by-kind", "spans=20GB")]
    [InlineData("retention-size-by-kind", "span=2GB,span=3GB")]
    [InlineData("retention-size-by-kind", "span")]
    [InlineData("summary-days", "many")]
    public void Limits_that_are_none_are_refused_with_an_example(string setting, string text)
    {
        var refused = Assert.Throws<StartupException>(() => Read(commandLine: new() { [setting] = text }));

        Assert.Contains($"--{setting}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("30", 30)]
    public void Events_are_kept_for_days_or_for_ever(string text, int? days) =>
        Assert.Equal(days, Read(commandLine: new() { ["retention-days"] = text }).Retention?.Days);

    [Theory]
    [InlineData("server", "8200")]
    [InlineData("server", "127.0.0.1")]
    [InlineData("server", "127.0.0.1:65536")]
    [InlineData("console", "::1:80")]
    [InlineData("store", "example.org:9200")]
    [InlineData("store-url", "127.0.0.1:9200")]
    [InlineData("store-url", "ftp://127.0.0.1")]
    [InlineData("secret-token", "")]
    [InlineData("retention-days", "a week")]
    [InlineData("aggregation", "5m")]
    [InlineData("aggregation", "1m;10m")]
    [InlineData("retention-days", "36501")]
    [InlineData("otlp-ports", "on")]
    [InlineData("otlp-ports", "4317,")]
    [InlineData("otlp-ports", "4317,65536")]
    public void A_bad_value_is_refused_with_its_flag(string name, string value)
    {
        var refusal = Assert.Throws<StartupException>(() => Read(commandLine: new() { [name] = value }));

        Assert.Contains("--" + name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_value_of_a_variable_is_refused_with_the_name_of_the_variable()
    {
        var refusal = Assert.Throws<StartupException>(() => Read(environment: new() { ["ASHIATO_CONSOLE"] = "nowhere" }));

        Assert.Contains("'nowhere' (ASHIATO_CONSOLE)", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: x\nserver: [1\n", "line 3")]
    [InlineData("data: x\nsrever: 127.0.0.1:1\n", "line 2: there is no setting 'srever'")]
    [InlineData("server:\n  host: 127.0.0.1\n", "line 2: 'server' needs one plain value")]
    [InlineData("- server\n", "line 1: settings were expected")]
    [InlineData("\nserver: here\n", "line 2) is no address")]
    [InlineData("config: other.yaml\n", "line 1: there is no setting 'config'")]
    public void A_bad_file_is_refused_with_the_line(string yaml, string expected)
    {
        using var file = new TemporaryFile(yaml);

        var refusal = Assert.Throws<StartupException>(() => Read(commandLine: new() { ["config"] = file.Path }));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(file.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_settings_is_fine()
    {
        using var file = new TemporaryFile("# nothing yet\n");

        Assert.Equal(8200, Read(commandLine: new() { ["config"] = file.Path }).Server.Port);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("off", false)]
    [InlineData("on", true)]
    public void A_door_is_left_open_only_when_somebody_says_so(string? said, bool isInsecure) =>
        Assert.Equal(isInsecure, Read(environment: said is null ? [] : new() { ["ASHIATO_INSECURE"] = said }).IsInsecure);

    private static ProgramOptions Read(Dictionary<string, string>? commandLine = null, Dictionary<string, string>? environment = null) =>
        ProgramOptions.Read(setting => commandLine?.GetValueOrDefault(setting.Name), variable => environment?.GetValueOrDefault(variable));
}

using Ashiato.Intake.Sampling;

namespace Ashiato.Intake.Tests.Sampling;

public sealed class TailSamplingFileTests
{
    [Fact]
    public void A_file_says_all_there_is_to_say()
    {
        var options = Parse("""
            interval: 30s
            ttl: 1h
            storage_limit: 3GB
            disk_usage_threshold: 0.5
            discard_on_write_failure: true
            directory: /var/spool/ashiato
            policies:
            - sample_rate: 1
              service.name: shop
              service.environment: production
              trace.name: GET /pay
              trace.outcome: failure
              trace.duration.min: 500ms
              trace.duration.max: 1.5s
              fields:
                labels.tier: gold
                span.db.rows_affected: {min: 100, max: 1000}
            - sample_rate: 0.1
            """);

        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), 3L << 30, true), (options.Interval, options.TimeToLive, options.StorageLimitBytes, options.DiscardsOnWriteFailure));
        Assert.Equal(0.5, options.DiskUsageThreshold);
        Assert.Equal("/var/spool/ashiato", options.Directory);
        var policy = options.Policies[0];
        Assert.Equal(("shop", "production", "GET /pay", "failure"), (policy.ServiceName, policy.ServiceEnvironment, policy.TraceName, policy.TraceOutcome));
        Assert.Equal((500, 1_500), (policy.MinDuration?.TotalMilliseconds, policy.MaxDuration?.TotalMilliseconds));
        Assert.Equal([new("labels.tier", "gold", null, null), new("span.db.rows_affected", null, 100, 1_000)], policy.Conditions);
        Assert.Equal(0.1, options.Policies[1].SampleRate);
    }

    [Fact]
    public void A_rate_is_enough()
    {
        var options = Parse("policies: [{sample_rate: 0.1}]");

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30), 0, "default"), (options.Interval, options.TimeToLive, options.StorageLimitBytes, options.Directory));
    }

    [Fact]
    public void What_is_empty_matches_every_trace()
    {
        var options = Parse("policies: [{sample_rate: 0.1, service.name: '', service.environment: \"\", trace.name: , trace.outcome: ''}]");

        Assert.True(Assert.Single(options.Policies).MatchesAll);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("policies: []", "at least one policy is needed")]
    [InlineData("- 1", "a mapping was expected")]
    [InlineData("polices: []", "there is no 'polices' here; there can be policies")]
    [InlineData("policies: [{service.name: shop}]", "needs a sample_rate")]
    [InlineData("policies: [{sample_rate: 1.5}]", "a rate is a number from 0 to 1")]
    [InlineData("policies: [{sample_rate: ''}]", "'sample_rate' needs one plain value")]
    [InlineData("policies: [{sample_rate: half}]", "'half' is no number")]
    [InlineData("policies: [{sample_rate: 1, service.name: shop}]", "one policy must match every trace")]
    [InlineData("policies: [{sample_rate: 1, trace.outcome: bad}]", "an outcome is success, failure or unknown")]
    [InlineData("policies: [{sample_rate: 1, fields: {span.name: {}}}]", "'span.name' needs a value, or a range")]
    [InlineData("policies: [{sample_rate: 1}]\ninterval: 1d", "line 2: '1d' is no duration from 1 s to 1 h")]
    [InlineData("policies: [{sample_rate: 1}]\nstorage_limit: lots", "'lots' is no size")]
    [InlineData("policies: [{sample_rate: 1}]\ndisk_usage_threshold: 80", "is a number above 0, up to 1")]
    [InlineData("policies: [{sample_rate: 1}]\ndiscard_on_write_failure: perhaps", "neither true nor false")]
    [InlineData("policies: [", "this is not YAML")]
    public void What_cannot_be_is_refused_with_its_line(string yaml, string finding)
    {
        var refusal = Assert.Throws<TailSamplingException>(() => Parse(yaml));

        Assert.StartsWith("test.yaml", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(finding, refusal.Message, StringComparison.Ordinal);
    }

    private static TailSamplingOptions Parse(string yaml) => TailSamplingFile.Parse(new StringReader(yaml), "test.yaml", "default");
}

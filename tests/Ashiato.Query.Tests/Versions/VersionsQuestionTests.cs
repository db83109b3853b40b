using Ashiato.Model;
using Ashiato.Query.Versions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Versions;

public class VersionsQuestionTests
{
    private const long Minute = 60_000_000;

    [Fact]
    public async Task Each_version_has_its_numbers_and_the_one_seen_last_is_first()
    {
        await using var store = await new SampleEvents()
            .Transaction("t1", takes: 1_000, with: batch => batch.Set(Fields.ServiceVersion, "1.0"))
            .Transaction("t2", at: 10 * Minute, takes: 3_000, with: batch => batch.Set(Fields.ServiceVersion, "1.1"))
            .Transaction("t3", at: 20 * Minute, takes: 5_000, with: batch => batch.Set(Fields.ServiceVersion, "1.1"))
            .Transaction("t4", service: "other", with: batch => batch.Set(Fields.ServiceVersion, "9"))
            .ToStoreAsync();

        var versions = await new VersionsQuestion(store).AskAsync("shop", new Period(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + (60 * Minute))), TestContext.Current.CancellationToken);

        Assert.Equal([("1.1", 2, 4_000.0), ("1.0", 1, 1_000.0)], versions.Select(version => (version.Version, version.Count, version.Latency!.AverageMicros)));
        Assert.Equal((SampleEvents.Noon + (10 * Minute), SampleEvents.Noon + (20 * Minute)), (versions[0].FirstMicros, versions[0].LastMicros));
    }

    [Fact]
    public async Task A_version_was_seen_last_at_its_newest_transaction()
    {
        await using var store = await new SampleEvents()
            .Transaction("t1", with: batch => batch.Set(Fields.ServiceVersion, "1.0"))
            .Transaction("t2", at: Minute, with: batch => batch.Set(Fields.ServiceVersion, "1.0"))
            .Transaction("t3", at: 2 * Minute, with: batch => batch.Set(Fields.ServiceVersion, "1.1"))
            .ToStoreAsync();
        var question = new LastSeenQuestion(store);

        Assert.Equal(SampleEvents.Noon + Minute, await question.AskAsync("shop", "1.0", TimeRange.All, TestContext.Current.CancellationToken));
        Assert.Null(await question.AskAsync("shop", "9.9", TimeRange.All, TestContext.Current.CancellationToken));
    }
}

using Ashiato.Model;
using Ashiato.Query.Deploys;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Deploys;

public class DeploysQuestionTests
{
    private const long Minute = 60_000_000;

    private static readonly Period s_hour = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + (60 * Minute)));

    [Fact]
    public async Task A_second_version_is_a_deploy_and_the_first_is_none()
    {
        var deploys = await AskAsync(new SampleEvents().Transaction("t1", with: Of("1.0")).Transaction("t2", at: 10 * Minute, with: Of("1.1")).Transaction("t3", at: 20 * Minute, with: Of("1.1")));

        Assert.Equal([new Deploy("shop", "1.1", SampleEvents.Noon + (10 * Minute))], deploys);
    }

    [Fact]
    public async Task A_version_that_ran_before_the_period_is_none_when_it_comes_again()
    {
        var deploys = await AskAsync(new SampleEvents().Transaction("t0", at: -Minute, with: Of("1.1")).Transaction("t1", with: Of("1.0")).Transaction("t2", at: 10 * Minute, with: Of("1.1")));

        Assert.Equal(["1.0"], deploys.Select(deploy => deploy.Version));
    }

    [Theory]
    [InlineData(-120, new string[0])]
    [InlineData(-1_500, new[] { "1.1" })]
    public async Task A_version_that_was_away_for_hours_is_none_and_one_that_was_away_for_more_than_a_day_is(int minutesBefore, string[] expected)
    {
        var deploys = await AskAsync(new SampleEvents()
            .Transaction("t0", at: minutesBefore * Minute, with: Of("1.1")).Transaction("t1", at: -90 * Minute, with: Of("1.0")).Transaction("t2", at: 10 * Minute, with: Of("1.1")));

        Assert.Equal(expected, deploys.Select(deploy => deploy.Version));
    }

    [Fact]
    public async Task Versions_of_other_services_are_their_own()
    {
        var deploys = await AskAsync(new SampleEvents().Transaction("t1", with: Of("1.0")).Transaction("t2", at: Minute, service: "other", with: Of("2.0")));

        Assert.Empty(deploys);
    }

    private static Action<EventBatchBuilder> Of(string version) => batch => batch.Set(Fields.ServiceVersion, version);

    private static async Task<IReadOnlyList<Deploy>> AskAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        return await new DeploysQuestion(store).AskAsync(null, s_hour, TestContext.Current.CancellationToken);
    }
}

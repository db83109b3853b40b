using Ashiato.Intake.Sampling;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>How many of an interval's traces are kept.</summary>
public sealed class SamplingRoundTests
{
    [Theory]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.28, 25, 7)]
    [InlineData(0.55, 100, 55)]
    [InlineData(0.001, 10, 1)]
    [InlineData(1, 3, 3)]
    public void A_share_is_rounded_up_as_people_count(double rate, int roots, int kept)
    {
        var round = new SamplingRound(new PolicySet([new SamplingPolicy { SampleRate = rate }]), new Random(1));
        for (int i = 0; i < roots; i++) round.Add(new SampledRoot(TraceEvents.Trace(i), "shop", 10_000, 1), 0);

        Assert.Equal(kept, round.Kept().Count());
    }

    [Fact]
    public void Services_that_policies_name_take_no_room_from_the_others()
    {
        var round = new SamplingRound(new PolicySet([new SamplingPolicy { ServiceName = "named", SampleRate = 1 }, new SamplingPolicy { SampleRate = 1 }]), new Random(1));
        round.Add(new SampledRoot(TraceEvents.Trace(0), "named", 10_000, 0b11), 0);
        for (int i = 1; i <= SamplingRound.MaxDynamicGroups + 5; i++) round.Add(new SampledRoot(TraceEvents.Trace(i), $"service-{i}", 10_000, 0b10), 0);

        Assert.Equal(SamplingRound.MaxDynamicGroups + 1, round.Kept().Count());
    }
}

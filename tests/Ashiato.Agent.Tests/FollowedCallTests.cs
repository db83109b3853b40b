using System.Diagnostics;
using Ashiato.Agent.Data;

namespace Ashiato.Agent.Tests;

public sealed class FollowedCallTests
{
    private static readonly DatabaseFacts s_facts = new("sqlite", "shop", null, null, null);

    [Fact]
    public async Task What_the_application_does_beside_and_after_a_call_belongs_to_its_own_activity_again()
    {
        using var listener = new ActivityListener { ShouldListenTo = static source => source.Name == "Ashiato.Agent.Data", Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("request").Start();
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Activity? during = null;

        var call = FollowedCall.RunAsync(
            gate,
            static _ => CommandSpan.Begin(s_facts, "SELECT 1"),
            (gate, _) =>
            {
                during = Activity.Current;
                return gate.Task;
            },
            FollowedCall.EndWithRows,
            TestContext.Current.CancellationToken);
        Assert.Same(request, Activity.Current);
        gate.SetResult(3);

        Assert.Equal(3, await call);
        Assert.Same(request, Activity.Current);
        Assert.Equal((request.SpanId, 3), (during!.ParentSpanId, during.GetTagItem("db.response.affected_rows")));
    }
}

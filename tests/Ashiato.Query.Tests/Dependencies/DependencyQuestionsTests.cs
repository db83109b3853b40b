using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Query.Dependencies;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Dependencies;

public class DependencyQuestionsTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Calls => new SampleEvents()
        .Span("SELECT", takes: 300, with: To("mysql"))
        .Span("SELECT", takes: 100, with: To("mysql"))
        .Span("INSERT", takes: 50, service: "cart", with: batch => { To("mysql")(batch); batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure); })
        .Span("GET /", takes: 550, with: batch => { To("pay:443")(batch); batch.Set(Fields.SpanType, "external"); })
        .Span("render");

    [Fact]
    public async Task What_is_called_stands_by_time_spent_with_its_share()
    {
        await using var store = await Calls.ToStoreAsync();

        var dependencies = await new DependenciesQuestion(store).AskAsync(null, s_minute, Cancel);

        Assert.Equal([("pay:443", 0.55), ("mysql", 0.45)], dependencies.Select(one => (one.Resource, one.Calls.Share)));
        Assert.Equal(3, dependencies[1].Series.Points.Sum(point => point.Count));
    }

    [Fact]
    public async Task Of_a_service_only_its_own_calls_count()
    {
        await using var store = await Calls.ToStoreAsync();

        var dependencies = await new DependenciesQuestion(store).AskAsync("cart", s_minute, Cancel);

        Assert.Equal([("mysql", 1L, 1.0)], dependencies.Select(one => (one.Resource, one.Calls.Count, one.Calls.FailedShare!.Value)));
    }

    [Fact]
    public async Task A_dependency_knows_its_callers_and_operations()
    {
        await using var store = await Calls.ToStoreAsync();

        var details = await new DependencyQuestion(store).AskAsync("mysql", null, null, s_minute, Cancel);

        Assert.Equal([("shop", 2L), ("cart", 1L)], details!.Callers.Select(part => (part.Name, part.Calls.Count)));
        Assert.Equal([("SELECT", 400.0), ("INSERT", 50.0)], details.Operations.Select(part => (part.Name, part.Calls.TotalMicros)));
        Assert.Equal("db", details.Dependency.Type);
    }

    [Fact]
    public async Task One_operation_has_figures_a_spread_and_slowest_calls_of_its_own()
    {
        await using var store = await Calls.ToStoreAsync();

        var details = await new DependencyQuestion(store).AskAsync("mysql", null, "SELECT", s_minute, Cancel);
        var spread = await new CallSpreadQuestion(store).AskAsync("mysql", null, "SELECT", s_minute, Cancel);

        Assert.Equal(400.0, details!.Dependency.Calls.TotalMicros);
        Assert.Equal(["SELECT"], details.Operations.Select(part => part.Name));
        Assert.Equal(details.Dependency.Calls.Count, spread!.Distribution.Buckets.Sum(bucket => bucket.Count));
        Assert.Equal(spread.Slowest.Select(call => call.DurationMicros).OrderDescending(), spread.Slowest.Select(call => call.DurationMicros));
        Assert.All(spread.Slowest, call => Assert.Equal("SELECT", call.Text));
        Assert.Null(await new CallSpreadQuestion(store).AskAsync("mysql", null, "DELETE", s_minute, Cancel));
    }

    [Fact]
    public async Task What_nobody_called_is_null()
    {
        await using var store = await Calls.ToStoreAsync();

        Assert.Null(await new DependencyQuestion(store).AskAsync("redis", null, null, s_minute, Cancel));
    }

    private static Action<EventBatchBuilder> To(string resource) => batch => batch.Set(Fields.SpanDestinationServiceResource, resource);
}

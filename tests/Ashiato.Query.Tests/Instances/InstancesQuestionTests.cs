using Ashiato.Model;
using Ashiato.Query.Instances;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Instances;

public class InstancesQuestionTests
{
    [Fact]
    public async Task Instances_stand_by_their_transactions_with_processor_and_memory_of_their_metrics()
    {
        var cpu = Fields.Sample("system.process.cpu.total.norm.pct");
        var memory = Fields.Sample("system.process.memory.rss.bytes");
        await using var store = await new SampleEvents()
            .Transaction("t1", with: On("a"))
            .Transaction("t2", with: On("b"))
            .Transaction("t3", with: On("b"))
            .Metric(with: batch => { On("a")(batch); batch.Set(cpu, 0.2); batch.Set(memory, 100.0); })
            .Metric(with: batch => { On("a")(batch); batch.Set(cpu, 0.4); })
            .ToStoreAsync();

        var instances = await new InstancesQuestion(store).AskAsync("shop", new Period(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000)), TestContext.Current.CancellationToken);

        Assert.Equal(["b", "a"], instances.Select(instance => instance.Name));
        Assert.Equal(0.3, instances[1].CpuShare!.Value, 6);
        Assert.Equal(100, instances[1].MemoryBytes);
        Assert.Null(instances[0].CpuShare);
    }

    private static Action<EventBatchBuilder> On(string node) => batch => batch.Set(Fields.ServiceNodeName, node);
}

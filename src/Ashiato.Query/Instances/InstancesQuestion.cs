using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Instances;

/// <summary>Which instances of a service ran, and how was each?</summary>
internal sealed class InstancesQuestion(IEventStore store)
{
    /// <summary>The most instances one answer has; of more, the busiest.</summary>
    public const int MaxInstances = 200;

    // What agents and SDKs call the same thing; the first that there is counts. Agents: use of all cores, resident bytes.
    private static readonly string[] s_cpu = ["system.process.cpu.total.norm.pct", "process.cpu.utilization", "jvm.cpu.recent_utilization", "process.runtime.jvm.cpu.utilization"];
    private static readonly string[] s_memory =
        ["system.process.memory.rss.bytes", "process.memory.usage", "system.process.memory.size", "process.runtime.go.mem.heap_alloc", "jvm.memory.used", "nodejs.memory.heap.used.bytes", "dotnet.process.memory.working_set"];

    private static readonly int s_host = TransactionNumbers.Next;
    private static readonly int s_version = s_host + 1;

    /// <summary>The instances, busiest first. Processor and memory are of the whole instance: a condition of the period is not asked of metrics.</summary>
    public async Task<IReadOnlyList<ServiceInstance>> AskAsync(string service, Period period, CancellationToken cancel)
    {
        var numbersTask = store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = Filter.Is(Fields.ServiceName, service).And(period.Filter),
                Keys = [new GroupKey.Value(Fields.ServiceNodeName)],
                Measures = [.. TransactionNumbers.Measures, new Measure.Latest(Fields.HostName), new Measure.Latest(Fields.ServiceVersion)],
                Order = new GroupOrder(0),
                Limit = MaxInstances,
            },
            cancel).AsTask();
        var samplesTask = store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = Filter.Is(Fields.ServiceName, service).And((period with { Where = null }).Filter).And(Filter.Is(Fields.ProcessorEvent, Fields.Events.Metric)),
                Keys = [new GroupKey.Value(Fields.ServiceNodeName)],
                Measures = [.. s_cpu.Concat(s_memory).Select(name => new Measure.Average(Fields.Resolve(name, FieldType.Double)))],
                Limit = GroupQuery.MaxLimit,
            },
            cancel).AsTask();
        await Task.WhenAll(numbersTask, samplesTask);

        var samples = (await samplesTask).Groups.ToDictionary(group => group.Text(0));
        return [.. (await numbersTask).Groups.Select(group => ToInstance(group, samples.GetValueOrDefault(group.Text(0)), period))];
    }

    private static ServiceInstance ToInstance(Group group, Group? samples, Period period)
    {
        var numbers = new TransactionNumbers(group);
        return new ServiceInstance
        {
            Name = group.Text(0),
            Host = group.Texts[s_host],
            Version = group.Texts[s_version],
            Count = numbers.Count,
            ThroughputPerSecond = period.PerSecond(numbers.Count),
            FailedCount = numbers.FailedCount,
            FailedShare = numbers.FailedShare,
            Latency = numbers.Latency,
            CpuShare = First(samples, 0, s_cpu.Length),
            MemoryBytes = First(samples, s_cpu.Length, s_memory.Length),
        };
    }

    private static double? First(Group? samples, int from, int count) =>
        samples?.Numbers.Skip(from).Take(count).Select(numbers => numbers[0]).FirstOrDefault(number => number is not null);
}

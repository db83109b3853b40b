using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Crash;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging.Abstractions;

// Appends batches to a store, deletes some, merges and removes, until it is killed; says on its output what it does and what was acknowledged.
// Arguments: the data directory, a seed, then batches of earlier runs to send again, as ID:COUNT:KIND.
const int Writers = 4;
string directory = args[0];
int seed = int.Parse(args[1], CultureInfo.InvariantCulture);

await using var store = await EmbeddedEventStore.OpenAsync(CrashOptions.In(directory), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
await store.PinAsync(SentBatch.Pinned.ToString(), CancellationToken.None);
Console.WriteLine("open");

foreach (string earlier in args.Skip(2)) await SendAsync(SentBatch.Parse(earlier));

var maintaining = Task.Run(async () =>
{
    while (true)
    {
        store.Maintain();
        await Task.Delay(100);
    }
});
await Task.WhenAny(maintaining, Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(new Random(seed + writer))))));

async Task WriteAsync(Random random)
{
    SentBatch? deletable = null;
    while (true)
    {
        var kind = random.Next(20) switch { 0 => BatchKind.Old, 1 => BatchKind.Pinned, _ => BatchKind.Lasting };
        var sent = new SentBatch(BatchId.New(), random.Next(10) == 0 ? random.Next(500, 3_000) : random.Next(1, 60), kind);
        int times = random.Next(8) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) await SendAsync(sent);
        if (kind == BatchKind.Lasting && random.Next(10) == 0) deletable = sent;
        if (deletable is not { } chosen || random.Next(150) != 0) continue;
        deletable = null;
        await DeleteAsync(chosen);
    }
}

async Task SendAsync(SentBatch sent)
{
    Console.WriteLine($"try {sent}");
    await store.AppendAsync(sent.ToBatch(), CancellationToken.None);
    Console.WriteLine($"ack {sent}");
}

async Task DeleteAsync(SentBatch sent)
{
    Console.WriteLine($"delete {sent}");
    await store.DeleteAsync(Filter.Is(Fields.SpanName, sent.Id.ToString()), CancellationToken.None);
    Console.WriteLine($"deleted {sent}");
}

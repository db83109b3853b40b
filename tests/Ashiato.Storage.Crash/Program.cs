using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Crash;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

// Appends batches to a store until it is killed, and says on its output what it sends and what was acknowledged.
// Arguments: the data directory, a seed, then batches of earlier runs to send again, as ID:COUNT.
const int Writers = 4;
string directory = args[0];
int seed = int.Parse(args[1], CultureInfo.InvariantCulture);

// Small tables, so that flushes and merges happen all the time.
var options = new EmbeddedStoreOptions { Directory = directory, FlushRows = 1_500, FlushAge = TimeSpan.FromSeconds(1) };
await using var store = await EmbeddedEventStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
Console.WriteLine("open");

foreach (string earlier in args.Skip(2))
{
    var sent = SentBatch.Parse(earlier);
    Console.WriteLine($"try {sent}");
    await store.AppendAsync(sent.ToBatch(), CancellationToken.None);
    Console.WriteLine($"ack {sent}");
}

await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
{
    var random = new Random(seed + writer);
    while (true)
    {
        var sent = new SentBatch(BatchId.New(), random.Next(10) == 0 ? random.Next(500, 3_000) : random.Next(1, 60));
        int times = random.Next(8) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++)
        {
            Console.WriteLine($"try {sent}");
            await store.AppendAsync(sent.ToBatch(), CancellationToken.None);
            Console.WriteLine($"ack {sent}");
        }
    }
})));

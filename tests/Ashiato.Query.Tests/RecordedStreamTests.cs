using Ashiato.Query.Traces;
using Ashiato.Query.Transactions;

namespace Ashiato.Query.Tests;

public class RecordedStreamTests
{
    private static readonly Period s_period = new(RecordedStream.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_new_items_shows_its_roughly_150_queries()
    {
        await using var store = await RecordedStream.ToStoreAsync(Cancel);
        var questions = new Questions(store, TimeProvider.System);

        var service = await questions.ServiceAsync("isucari", null, s_period, Cancel);
        var group = Assert.Single(service!.Transactions, group => group.Name == "GET /new_items.json");
        var samples = await questions.SamplesAsync(new TransactionKey("isucari", group.Name), s_period, null, null, 10, Cancel);
        var trace = await questions.TraceAsync(samples[0].TraceId, Cancel);

        int root = trace!.Rows.Index().First(row => row.Item.Id == samples[0].TransactionId).Index;
        Assert.InRange(trace.Rows.Count(row => row.Parent == root && row.Action == "query"), 100, 200);
        Assert.All(trace.Rows, row => Assert.Equal(0, row.ShiftMicros));
        // Queries one after another: nearly all of the page's time is on the path, and most of it below the page itself.
        long onPath = trace.CriticalPath.Sum(step => step.ToMicros - step.FromMicros);
        Assert.InRange(onPath, trace.DurationMicros * 0.99, trace.DurationMicros);
        Assert.True(trace.CriticalPath.Select(step => step.Row).Distinct().Count() > 100);
    }

    [Fact]
    public async Task Every_transaction_and_span_is_in_the_numbers()
    {
        await using var store = await RecordedStream.ToStoreAsync(Cancel);

        var services = await new Questions(store, TimeProvider.System).ServicesAsync(s_period, Cancel);

        Assert.Equal((497, 85_517), (services.TransactionCount, services.SpanCount));
        Assert.Equal(497, Assert.Single(services.Services).Series.Points.Sum(point => point.Count));
    }
}

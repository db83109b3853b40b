using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Requests that are open for long.</summary>
public sealed class SlowStreamTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_takes_too_long_to_come_ends_with_what_was_taken()
    {
        var time = new SteppingTime();
        await using var server = await IntakeServer.StartAsync(options => options.MaxRequestTime = TimeSpan.FromMinutes(1), time: time);
        using var sender = await OpenStream.BeginAsync(server, Lines.Metadata + "\n" + Lines.Transaction() + "\n");
        await server.Store.Arrivals.ReadAsync(Cancel);

        time.Advance(TimeSpan.FromMinutes(1));
        string answer = await sender.ReadAnswerAsync();

        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":1", answer, StringComparison.Ordinal);
        Assert.Contains("request timed out", answer, StringComparison.Ordinal);
        Assert.Single(server.Stored);
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_goes_to_the_store_as_a_whole()
    {
        await using var server = await IntakeServer.StartAsync(options => options.PieceWait = TimeSpan.FromHours(1));
        using var sender = await OpenStream.BeginAsync(server, Lines.Metadata + "\n" + Lines.Transaction(id: "0000000000000001") + "\n");
        await Task.Delay(50, Cancel);
        await sender.SendAsync(Lines.Transaction(id: "0000000000000002") + "\n");
        await Task.Delay(50, Cancel);

        string answer = await sender.EndAsync();

        Assert.StartsWith("HTTP/1.1 202 ", answer, StringComparison.Ordinal);
        Assert.Equal(2, (await server.Store.Arrivals.ReadAsync(Cancel)).RowCount);
    }

    [Fact]
    public async Task A_sender_that_goes_on_a_byte_at_a_time_does_not_keep_its_events_from_the_store()
    {
        await using var server = await IntakeServer.StartAsync(options => options.PieceWait = TimeSpan.FromMilliseconds(300));
        using var sender = await OpenStream.BeginAsync(server, Lines.Metadata + "\n" + Lines.Transaction() + "\n");

        EventBatch? batch;
        while (!server.Store.Arrivals.TryRead(out batch))
        {
            await sender.SendAsync(" ");
            await Task.Delay(5, Cancel);
        }

        Assert.Equal(1, batch.RowCount);
    }

    [Fact]
    public async Task Streams_on_which_nothing_comes_hold_up_nobody()
    {
        await using var server = await IntakeServer.StartAsync(options => options.MaxConcurrentDecoders = 1);
        using var first = await OpenStream.BeginAsync(server, Lines.Metadata + "\n" + Lines.Transaction(id: "0000000000000001") + "\n");
        await server.Store.Arrivals.ReadAsync(Cancel);
        using var second = await OpenStream.BeginAsync(server, Lines.Metadata.Replace("shop", "other", StringComparison.Ordinal) + "\n" + Lines.Transaction(id: "0000000000000002") + "\n");
        await server.Store.Arrivals.ReadAsync(Cancel);

        using var whole = await server.PostAsync(Lines.Body(Lines.Transaction(id: "0000000000000003")));
        await first.SendAsync(Lines.Transaction(id: "0000000000000004") + "\n");
        string answer = await first.EndAsync();
        await second.EndAsync();

        Assert.Equal(202, (int)whole.StatusCode);
        Assert.StartsWith("HTTP/1.1 202 ", answer, StringComparison.Ordinal);
        // What a stream began with is lent to what it sends later, whoever was decoded in between.
        Assert.Equal(["1 shop", "2 other", "3 shop", "4 shop"], server.Stored.Select(row => $"{row.Id(Fields.TransactionId).ToString()[^1]} {row.Text(Fields.ServiceName)}").Order());
    }
}

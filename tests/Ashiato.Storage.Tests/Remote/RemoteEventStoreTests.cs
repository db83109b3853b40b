using System.Net;
using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;
using Ashiato.Storage.Tests.Embedded;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Storage.Tests.Remote;

public sealed class RemoteEventStoreTests : EventStoreContract, IAsyncLifetime
{
    /// <summary>A port that only a privileged program could listen on, and none does.</summary>
    private static readonly Uri s_nowhere = new("http://127.0.0.1:1/");

    private StoreServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StoreServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override ValueTask<IEventStore> OpenAsync() => ValueTask.FromResult<IEventStore>(_server.Open());

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_sent_again_and_kept_once()
    {
        int calls = 0;
        await using var server = await StoreServer.StartAsync(between: async (context, next) =>
        {
            bool isFirst = Interlocked.Increment(ref calls) == 1;
            var answer = context.Response.Body;
            if (isFirst) context.Response.Body = new MemoryStream();
            await next(context);
            if (isFirst) context.Abort();
            context.Response.Body = answer;
        });

        await server.Open().AppendAsync(Sample.Batch(Sample.Transactions(3)), Cancel);

        Assert.Equal(2, calls);
        Assert.Equal(3, (await server.Store.GetStatusAsync(Cancel)).EventCount);
    }

    [Fact]
    public async Task Whoever_may_read_some_events_gets_these_and_no_others_whatever_is_asked()
    {
        await using var server = await StoreServer.StartAsync(new StoreEndpointOptions { MayRead = _ => Filter.Is(Fields.ServiceName, "mine") });
        var remote = server.Open();
        await remote.AppendAsync(Sample.Batch(Sample.Transaction with { Service = "mine" }, Sample.Transaction with { Service = "other" }), Cancel);
        foreach (var filter in (Filter[])[Filter.Everything, new Filter.Not(Filter.Is(Fields.ServiceName, "mine")), Filter.Is(Fields.ServiceName, "mine")])
        {
            var page = await remote.QueryAsync(new RowQuery { Filter = filter }, Cancel);
            Assert.Equal(filter is Filter.Not ? 0 : 1, page.Rows.RowCount);
        }
    }

    [Fact]
    public async Task Pins_deletion_usage_and_the_source_of_an_answer_pass_through()
    {
        using var fixture = new StoreFixture();
        await using var embedded = await fixture.OpenAsync();
        await using var server = await StoreServer.StartAsync(offered: embedded);
        var remote = server.Open();
        var now = Sample.Transaction with { Micros = Samples.Micros(Samples.Now) };
        await remote.AppendAsync(Sample.Batch(now, now with { Service = "other" }), Cancel);
        await embedded.FlushAsync();

        await remote.PinAsync(now.TraceId!, Cancel);
        Assert.Equal([now.TraceId!], await remote.GetPinsAsync(Cancel));
        Assert.True(await remote.UnpinAsync(now.TraceId!, Cancel));
        Assert.False(await remote.UnpinAsync(now.TraceId!, Cancel));
        await Assert.ThrowsAsync<QueryException>(async () => await remote.PinAsync("", Cancel));
        Assert.Equal(GroupSource.Summaries, (await remote.QueryAsync(new GroupQuery { Measures = [new Measure.Count()] }, Cancel)).Source);
        Assert.Equal(2, (await remote.GetUsageAsync(Cancel)).Shares.Count);
        Assert.Equal(1, (await remote.DeleteAsync(Filter.Is(Fields.ServiceName, "other"), Cancel)).EventCount);
        await Assert.ThrowsAsync<QueryException>(async () => await _server.Open().DeleteAsync(Filter.Everything, Cancel));
    }

    [Fact]
    public async Task A_check_and_a_backup_pass_through_with_their_progress_and_their_refusals()
    {
        using var fixture = new Embedded.StoreFixture();
        using var elsewhere = new Embedded.ScratchDirectory();
        await using var kept = await fixture.OpenAsync();
        await kept.AppendAsync(Embedded.Samples.Batch("b", 10), Cancel);
        await using var server = await StoreServer.StartAsync(offered: kept);
        await using var remote = server.Open();
        var told = new Told();

        var found = await remote.VerifyAsync(told, Cancel);
        string directory = Path.Combine(elsewhere.Path, "backup");
        var made = await remote.BackupAsync(directory, null, Cancel);

        Assert.Equal((true, 10L), (found.IsSound, found.EventCount));
        Assert.Equal(directory, made.Directory);
        Assert.True(File.Exists(Path.Combine(directory, "backup")));
        var refused = await Assert.ThrowsAsync<QueryException>(async () => await remote.BackupAsync(directory, null, Cancel));
        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StoreRefusal.DirectoryNotEmpty, refused.Refused?.Why);
        Assert.Equal([directory], refused.Refused!.Sentence.GetArguments());
    }

    [Fact]
    public async Task A_store_in_memory_says_that_it_cannot_be_checked()
    {
        await using var server = await StoreServer.StartAsync();
        await using var remote = server.Open();

        await Assert.ThrowsAsync<QueryException>(async () => await remote.VerifyAsync(null, Cancel));
    }

    [Theory]
    [InlineData("store/v1/delete")]
    [InlineData("store/v1/pins")]
    [InlineData("store/v1/backup")]
    [InlineData("store/v1/verify")]
    [InlineData("store/v1/append")]
    public async Task What_a_page_elsewhere_could_make_a_browser_send_is_refused(string path)
    {
        await using var server = await StoreServer.StartAsync();
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain");

        using var answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), body, Cancel);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Content-Type", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private sealed class Told : IProgress<UpkeepProgress>
    {
        public void Report(UpkeepProgress value) => Assert.InRange(value.DoneBytes, 0, value.TotalBytes);
    }

    [Fact]
    public async Task A_busy_store_is_asked_again()
    {
        int calls = 0;
        await using var server = await StoreServer.StartAsync(between: (context, next) =>
        {
            if (Interlocked.Increment(ref calls) > 2) return next(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });

        await server.Open().AppendAsync(Sample.Batch(Sample.Transaction), Cancel);

        Assert.Equal(3, calls);
        Assert.Equal(1, (await server.Store.GetStatusAsync(Cancel)).EventCount);
    }

    [Fact]
    public async Task A_store_that_stays_busy_or_away_ends_the_patience()
    {
        await using var busy = await StoreServer.StartAsync(between: static (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        using var nowhere = new HttpClient { BaseAddress = s_nowhere };
        var impatient = new RemoteStoreOptions { AppendPatience = TimeSpan.FromMilliseconds(120) };

        await Assert.ThrowsAsync<StoreBusyException>(async () => await busy.Open(impatient).AppendAsync(Sample.Batch(Sample.Transaction), Cancel));
        var away = await Assert.ThrowsAsync<StoreBusyException>(async () => await new RemoteEventStore(nowhere, impatient).AppendAsync(Sample.Batch(Sample.Transaction), Cancel));

        Assert.Contains("cannot be reached", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_says_so_in_its_status()
    {
        using var nowhere = new HttpClient { BaseAddress = s_nowhere };

        var status = await new RemoteEventStore(nowhere).GetStatusAsync(Cancel);

        Assert.False(status.IsWritable);
        Assert.Contains("cannot be reached", Assert.Single(status.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reason_of_a_refused_query_comes_through()
    {
        var query = new RowQuery { Limit = -5 };
        var near = await Assert.ThrowsAsync<QueryException>(async () => await _server.Store.QueryAsync(query, Cancel));
        var far = await Assert.ThrowsAsync<QueryException>(async () => await _server.Open().QueryAsync(query, Cancel));

        Assert.Equal(near.Message, far.Message);
    }

    [Theory]
    [InlineData("open sesame", true)]
    [InlineData("Open sesame", false)]
    [InlineData("open sesame!", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task Only_the_right_token_opens_a_store_that_has_one(string? token, bool isRight)
    {
        await using var server = await StoreServer.StartAsync(new StoreEndpointOptions { Token = "open sesame" });
        var store = server.Open(new RemoteStoreOptions { Token = token });
        var batch = Sample.Batch(Sample.Transaction);

        if (isRight)
        {
            await store.AppendAsync(batch, Cancel);
            Assert.Equal(1, (await store.GetStatusAsync(Cancel)).EventCount);
            return;
        }
        var refused = await Assert.ThrowsAsync<HttpRequestException>(async () => await store.AppendAsync(batch, Cancel));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await store.QueryAsync(new RowQuery(), Cancel));
        Assert.Equal(0, (await server.Store.GetStatusAsync(Cancel)).EventCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_too_long_is_refused_whether_it_says_its_length_or_not(bool isChunked)
    {
        await using var server = await StoreServer.StartAsync(new StoreEndpointOptions { MaxBatchBytes = 1_000 });
        using var request = new HttpRequestMessage(HttpMethod.Post, StoreWire.AppendPath) { Content = new ByteArrayContent(new byte[5_000]) };
        request.Headers.TransferEncodingChunked = isChunked;

        using var response = await server.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(StoreWire.AppendPath, "no batch")]
    [InlineData(StoreWire.RowsPath, "")]
    [InlineData(StoreWire.RowsPath, "null")]
    [InlineData(StoreWire.RowsPath, """{"limit":"many"}""")]
    [InlineData(StoreWire.RowsPath, """{"filter":{"$type":"Exists","field":"Kind:x"}}""")]
    [InlineData(StoreWire.RowsPath, """{"filter":{"$type":"Exists"}}""")]
    [InlineData(StoreWire.RowsPath, """{"filter":{"$type":"Guess"}}""")]
    [InlineData(StoreWire.RowsPath, """{"filter":null}""")]
    [InlineData(StoreWire.RowsPath, """{"fields":[null]}""")]
    [InlineData(StoreWire.RowsPath, """{"filter":{"$type":"All","filters":[null]}}""")]
    [InlineData(StoreWire.RowsPath, """{"filter":{"$type":"TextIn","field":"Keyword:service.name","values":[null]}}""")]
    [InlineData(StoreWire.GroupsPath, """{"keys":[]}""")]
    [InlineData(StoreWire.GroupsPath, """{"measures":[null]}""")]
    [InlineData(StoreWire.TailPath, "[]")]
    public async Task Requests_that_make_no_sense_are_answered_with_400(string path, string body)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(path == StoreWire.AppendPath ? StoreWire.BinaryType : "application/json"));

        using var response = await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("error", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_that_is_cut_off_connects_again()
    {
        int tails = 0;
        await using var server = await StoreServer.StartAsync(between: async (context, next) =>
        {
            if (context.Request.Path.Value!.EndsWith("tail", StringComparison.Ordinal) && Interlocked.Increment(ref tails) == 1)
            {
                await context.Response.Body.WriteAsync(new byte[2], Cancel);
                context.Abort();
                return;
            }
            await next(context);
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var tail = server.Open().TailAsync(Filter.Everything, stop.Token).GetAsyncEnumerator(stop.Token);
        var first = tail.MoveNextAsync().AsTask();

        while (!first.IsCompleted)
        {
            await server.Store.AppendAsync(Sample.Batch(Sample.Transaction), Cancel);
            await Task.WhenAny(first, Task.Delay(5, Cancel));
        }

        Assert.True(await first);
        Assert.Equal(2, tails);
        await stop.CancelAsync();
    }
}

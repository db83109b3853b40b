using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ashiato.Storage.Remote;

/// <summary>Answers long work line by line, so that whoever waits sees that it goes on.</summary>
internal static class UpkeepStream
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    /// <summary>Does the work and tells of it. What goes wrong before the first line is thrown.</summary>
    public static async Task WriteAsync<T>(HttpContext context, Func<IProgress<UpkeepProgress>, CancellationToken, ValueTask<T>> work)
        where T : class
    {
        var stopping = context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        // Of progress only the newest counts.
        var reports = Channel.CreateBounded<UpkeepProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var working = work(new Reporter(reports.Writer), ends.Token).AsTask();
        await Task.WhenAny(working, reports.Reader.WaitToReadAsync(CancellationToken.None).AsTask());
        if (working.IsCompleted) await working;

        context.Response.ContentType = "application/x-ndjson";
        StoreWire.UpkeepLine<T> last;
        try
        {
            while (!working.IsCompleted)
            {
                if (reports.Reader.TryRead(out var progress)) await WriteLineAsync(context, new StoreWire.UpkeepLine<T>(progress, null, null));
                await Task.WhenAny(working, Task.Delay(s_between, CancellationToken.None));
            }
            last = new StoreWire.UpkeepLine<T>(null, await working, null);
        }
        catch (Exception wrong) when (wrong is QueryException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            last = new StoreWire.UpkeepLine<T>(null, null, wrong.Message, WireRefusal.Of(wrong));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            last = new StoreWire.UpkeepLine<T>(null, null, "The store was stopped before this was done. Start it and try again.");
        }
        await WriteLineAsync(context, last);
    }

    private static async Task WriteLineAsync<T>(HttpContext context, StoreWire.UpkeepLine<T> line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, StoreWire.Json, context.RequestAborted);
        await context.Response.WriteAsync("\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private sealed class Reporter(ChannelWriter<UpkeepProgress> reports) : IProgress<UpkeepProgress>
    {
        public void Report(UpkeepProgress value) => reports.TryWrite(value);
    }
}

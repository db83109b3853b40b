using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Remote;

/// <summary>A store in another process, reached over HTTP (<see cref="RemoteStoreEndpoints"/>).</summary>
/// <remarks>
/// Appends are tried again for a while under the same batch id, so that a lost answer neither loses nor doubles a batch.
/// A tail that is cut off goes on with what happens after it is connected again.
/// </remarks>
/// <param name="client">Its base address is that of the store. Stays the caller's to dispose.</param>
/// <param name="options">How the store is reached; defaults when left out.</param>
/// <param name="time">What waits between tries; the system's clock when left out.</param>
public sealed partial class RemoteEventStore(HttpClient client, RemoteStoreOptions? options = null, TimeProvider? time = null) : IEventStore, IEventRetention
{
    private const int MaxFrameBytes = 1 << 30;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly Uri _address = client.BaseAddress ?? throw new ArgumentException("The client has no base address. Set it to the address of the store.", nameof(client));
    private readonly RemoteStoreOptions _options = options ?? new RemoteStoreOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        var body = new ArrayBufferWriter<byte>(4 << 10);
        EventBatchFormat.Write(batch, body);
        long start = _time.GetTimestamp();
        for (var pause = s_firstPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            var busy = await TryAppendAsync(body.WrittenMemory, cancel);
            if (busy is null) return;
            if (_time.GetElapsedTime(start) + pause > _options.AppendPatience) throw busy;
            await Task.Delay(pause, _time, cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.RowsPath, JsonOf(query), cancel);
        return StoreWire.ReadPage(await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <inheritdoc/>
    public async ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.GroupsPath, JsonOf(query), cancel);
        return await ReadAsync<GroupTable>(response, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.ValuesPath, JsonOf(query), cancel);
        return await ReadAsync<ValueTable>(response, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.FieldsPath, JsonOf(new StoreWire.FieldsRequest(time, filter)), cancel);
        return await ReadAsync<FieldCount[]>(response, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, StoreWire.StatusPath, null, cancel);
            return await ReadAsync<StoreStatus>(response, cancel);
        }
        catch (HttpRequestException away) when (away.StatusCode is null)
        {
            return new StoreStatus { IsWritable = false, EventCount = 0, SizeBytes = 0, Problems = [AwayMessage(away)] };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DeletedEvents> DeleteAsync(Filter filter, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.DeletePath, JsonOf(filter), cancel);
        return await ReadAsync<DeletedEvents>(response, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask PinAsync(string traceId, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.PinsPath, JsonOf(new StoreWire.PinRequest(traceId, IsPinned: true)), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UnpinAsync(string traceId, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, StoreWire.PinsPath, JsonOf(new StoreWire.PinRequest(traceId, IsPinned: false)), cancel);
        return (await ReadAsync<StoreWire.PinAnswer>(response, cancel)).IsChanged;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> GetPinsAsync(CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Get, StoreWire.PinsPath, null, cancel);
        return await ReadAsync<string[]>(response, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreUsage> GetUsageAsync(CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Get, StoreWire.UsagePath, null, cancel);
        return await ReadAsync<StoreUsage>(response, cancel);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> TailAsync(Filter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            using var response = await TryOpenTailAsync(filter, cancel);
            if (response is not null)
            {
                await using var frames = await response.Content.ReadAsStreamAsync(cancel);
                while (await TryReadFrameAsync(frames, cancel) is { } frame)
                    if (frame.Length > 0) yield return EventBatchFormat.Read(frame);
            }
            await Task.Delay(s_longestPause, _time, cancel);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    /// <returns>Why the batch may not have been kept, when it is worth trying again.</returns>
    private async Task<StoreBusyException?> TryAppendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        try
        {
            var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(StoreWire.BinaryType) } };
            using var response = await SendAsync(HttpMethod.Post, StoreWire.AppendPath, content, cancel);
            return null;
        }
        catch (StoreBusyException busy)
        {
            return busy;
        }
        catch (HttpRequestException away) when (away.StatusCode is null or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
        {
            return new StoreBusyException(AwayMessage(away), away);
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            return new StoreBusyException($"The store at {_address} took too long to answer. Look at its load and its log.", late);
        }
    }

    private async Task<HttpResponseMessage?> TryOpenTailAsync(Filter filter, CancellationToken cancel)
    {
        try
        {
            return await SendAsync(HttpMethod.Post, StoreWire.TailPath, JsonOf(filter), cancel, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException away) when (away.StatusCode is null or >= HttpStatusCode.InternalServerError)
        {
            return null;
        }
        catch (StoreBusyException)
        {
            return null;
        }
    }

    /// <returns><see langword="null"/> when the connection has ended.</returns>
    private static async Task<byte[]?> TryReadFrameAsync(Stream frames, CancellationToken cancel)
    {
        try
        {
            var head = new byte[4];
            await frames.ReadExactlyAsync(head, cancel);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length is < 0 or > MaxFrameBytes) throw new InvalidDataException($"The store sent a batch of {length} bytes; it and this program are not of one version.");
            var frame = new byte[length];
            await frames.ReadExactlyAsync(frame, cancel);
            return frame;
        }
        catch (Exception ended) when (ended is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(method, new Uri(_address, path)) { Content = content };
        string? token = _options.FindToken is { } find ? find() : _options.Token;
        if (!string.IsNullOrEmpty(token)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await client.SendAsync(request, completion, cancel);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ErrorOfAsync(response, cancel);
    }

    private async Task<Exception> ErrorOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var refusal = await RefusalOfAsync(response, cancel) ?? new WireRefusal($"The store at {_address} answered {(int)response.StatusCode}.");
        bool isQuery = response.RequestMessage?.RequestUri?.AbsolutePath.EndsWith(StoreWire.AppendPath, StringComparison.Ordinal) == false;
        return response.StatusCode switch
        {
            HttpStatusCode.ServiceUnavailable => refusal.ToBusyException(),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge when isQuery => refusal.ToQueryException(),
            HttpStatusCode.Unauthorized => new HttpRequestException($"The store at {_address} does not accept the token. Give this program the token of the store.", null, response.StatusCode),
            HttpStatusCode.NotFound => new HttpRequestException($"There is no store at {_address}. Check the address.", null, response.StatusCode),
            _ => new HttpRequestException(refusal.Error, null, response.StatusCode),
        };
    }

    private static async Task<WireRefusal?> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json") return null;
        try
        {
            return await response.Content.ReadFromJsonAsync<WireRefusal>(StoreWire.Json, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string AwayMessage(HttpRequestException away) =>
        $"The store at {_address} cannot be reached ({away.Message}). Check that it runs and that the address is right.";

    private static ByteArrayContent JsonOf<T>(T value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, StoreWire.Json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancel) where T : class =>
        await response.Content.ReadFromJsonAsync<T>(StoreWire.Json, cancel) ?? throw new InvalidDataException("The store answered with nothing.");
}

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ashiato.Storage.Remote;

/// <summary>Offers a store to other roles over HTTP, for <see cref="RemoteEventStore"/>.</summary>
public static class RemoteStoreEndpoints
{
    extension(IEndpointRouteBuilder endpoints)
    {
        /// <summary>Maps a store below <c>/store/v1/</c>.</summary>
        public IEndpointConventionBuilder MapEventStore(IEventStore store, StoreEndpointOptions? options = null)
        {
            var served = new ServedStore(store, options ?? new StoreEndpointOptions());
            var group = endpoints.MapGroup("");
            group.MapPost(StoreWire.AppendPath, context => served.AnswerAsync(context, served.AppendAsync));
            group.MapPost(StoreWire.RowsPath, context => served.AnswerAsync(context, served.RowsAsync));
            group.MapPost(StoreWire.GroupsPath, context => served.AnswerAsync(context, served.GroupsAsync));
            group.MapPost(StoreWire.ValuesPath, context => served.AnswerAsync(context, served.ValuesAsync));
            group.MapPost(StoreWire.FieldsPath, context => served.AnswerAsync(context, served.FieldsAsync));
            group.MapPost(StoreWire.TailPath, context => served.AnswerAsync(context, served.TailAsync));
            group.MapPost(StoreWire.DeletePath, context => served.AnswerAsync(context, served.DeleteAsync));
            group.MapPost(StoreWire.PinsPath, context => served.AnswerAsync(context, served.PinAsync));
            group.MapPost(StoreWire.VerifyPath, context => served.AnswerAsync(context, served.VerifyAsync));
            group.MapPost(StoreWire.BackupPath, context => served.AnswerAsync(context, served.BackupAsync));
            group.MapGet(StoreWire.PinsPath, context => served.AnswerAsync(context, served.PinsAsync));
            group.MapGet(StoreWire.UsagePath, context => served.AnswerAsync(context, served.UsageAsync));
            group.MapGet(StoreWire.StatusPath, context => served.AnswerAsync(context, served.StatusAsync));
            return group;
        }
    }

    private sealed class ServedStore(IEventStore store, StoreEndpointOptions options)
    {
        private const string JsonType = "application/json";

        private readonly byte[]? _tokenHash = string.IsNullOrEmpty(options.Token) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.Token));

        /// <exception cref="QueryException">The store offers none.</exception>
        private IEventRetention Retention => store as IEventRetention ?? throw new QueryException("This store cannot pin traces, delete events or tell what fills it.");

        /// <exception cref="QueryException">The store offers none.</exception>
        private IStoreUpkeep Upkeep => store as IStoreUpkeep ?? throw new QueryException("This store cannot be checked or backed up from here.");

        /// <summary>Lets in whom it should, and turns what a store throws into what its client knows.</summary>
        public async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
        {
            if (!IsWelcome(context.Request))
            {
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, "The token is missing or wrong. Give the caller the token of this store.");
                return;
            }
            try
            {
                await answer(context);
            }
            catch (QueryException wrong)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, WireRefusal.Of(wrong));
            }
            catch (Exception wrong) when (wrong is InvalidDataException or JsonException or NotSupportedException)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The request cannot be read. {wrong.Message}");
            }
            catch (BadHttpRequestException wrong)
            {
                await RefuseAsync(context, wrong.StatusCode, wrong.Message);
            }
            catch (StoreBusyException busy)
            {
                context.Response.Headers.RetryAfter = "1";
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, WireRefusal.Of(busy));
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone; there is nobody to tell.
            }
        }

        public async Task AppendAsync(HttpContext context)
        {
            byte[] body = await ReadBodyAsync(context, options.MaxBatchBytes);
            Require(context, context.Request.ContentType == StoreWire.BinaryType, StoreWire.BinaryType);
            var batch = EventBatchFormat.Read(body);
            await store.AppendAsync(batch, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        public async Task RowsAsync(HttpContext context)
        {
            var query = await ReadAsync<RowQuery>(context);
            if (options.MayRead(context) is { } limit) query = query with { Filter = query.Filter.And(limit) };
            var page = await store.QueryAsync(query, context.RequestAborted);
            context.Response.ContentType = StoreWire.BinaryType;
            StoreWire.WritePage(page, context.Response.BodyWriter);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        public async Task GroupsAsync(HttpContext context)
        {
            var table = await store.QueryAsync(await ReadAsync<GroupQuery>(context), context.RequestAborted);
            await context.Response.WriteAsJsonAsync(table, StoreWire.Json, context.RequestAborted);
        }

        public async Task ValuesAsync(HttpContext context)
        {
            var query = await ReadAsync<ValueQuery>(context);
            if (options.MayRead(context) is { } limit) query = query with { Filter = query.Filter.And(limit) };
            var table = await store.QueryAsync(query, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(table, StoreWire.Json, context.RequestAborted);
        }

        public async Task FieldsAsync(HttpContext context)
        {
            var asked = await ReadAsync<StoreWire.FieldsRequest>(context);
            var fields = await store.GetFieldsAsync(asked.Time, asked.Filter, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(fields, StoreWire.Json, context.RequestAborted);
        }

        public async Task StatusAsync(HttpContext context)
        {
            var status = await store.GetStatusAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(status, StoreWire.Json, context.RequestAborted);
        }

        public async Task DeleteAsync(HttpContext context)
        {
            var filter = await ReadAsync<Filter>(context);
            var deleted = await Retention.DeleteAsync(filter, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(deleted, StoreWire.Json, context.RequestAborted);
        }

        public async Task PinAsync(HttpContext context)
        {
            var asked = await ReadAsync<StoreWire.PinRequest>(context);
            bool isChanged = true;
            if (asked.IsPinned) await Retention.PinAsync(asked.TraceId, context.RequestAborted);
            else isChanged = await Retention.UnpinAsync(asked.TraceId, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new StoreWire.PinAnswer(isChanged), StoreWire.Json, context.RequestAborted);
        }

        public async Task PinsAsync(HttpContext context) =>
            await context.Response.WriteAsJsonAsync(await Retention.GetPinsAsync(context.RequestAborted), StoreWire.Json, context.RequestAborted);

        public async Task UsageAsync(HttpContext context) =>
            await context.Response.WriteAsJsonAsync(await Retention.GetUsageAsync(context.RequestAborted), StoreWire.Json, context.RequestAborted);

        public Task VerifyAsync(HttpContext context)
        {
            Require(context, context.Request.HasJsonContentType(), JsonType);
            return UpkeepStream.WriteAsync(context, Upkeep.VerifyAsync);
        }

        public async Task BackupAsync(HttpContext context)
        {
            var asked = await ReadAsync<StoreWire.BackupRequest>(context);
            await UpkeepStream.WriteAsync(context, (progress, cancel) => Upkeep.BackupAsync(asked.Directory, progress, cancel));
        }

        public async Task TailAsync(HttpContext context)
        {
            var filter = await ReadAsync<Filter>(context);
            // A tail has no end of its own; without this, stopping the program would wait for it.
            var stopping = context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await using var tail = store.TailAsync(filter, ends.Token).GetAsyncEnumerator(ends.Token);
            var next = tail.MoveNextAsync();
            context.Response.ContentType = StoreWire.BinaryType;
            try
            {
                await WriteFrameAsync(context, default, ends.Token);
                var frame = new ArrayBufferWriter<byte>();
                while (await next)
                {
                    frame.ResetWrittenCount();
                    EventBatchFormat.Write(tail.Current, frame);
                    await WriteFrameAsync(context, frame.WrittenMemory, ends.Token);
                    next = tail.MoveNextAsync();
                }
            }
            catch (OperationCanceledException) when (ends.IsCancellationRequested)
            {
                // How every tail ends.
            }
        }

        private static async Task WriteFrameAsync(HttpContext context, ReadOnlyMemory<byte> frame, CancellationToken cancel)
        {
            var output = context.Response.BodyWriter;
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), frame.Length);
            output.Advance(4);
            output.Write(frame.Span);
            await output.FlushAsync(cancel);
        }

        private bool IsWelcome(HttpRequest request)
        {
            if (_tokenHash is null) return true;
            const string Scheme = "Bearer ";
            string given = request.Headers.Authorization.ToString();
            if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
            // Hashes have one length, and are compared in one time.
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..])), _tokenHash);
        }

        private async Task<T> ReadAsync<T>(HttpContext context) where T : class
        {
            Require(context, context.Request.HasJsonContentType(), JsonType);
            return JsonSerializer.Deserialize<T>(await ReadBodyAsync(context, options.MaxQueryBytes), StoreWire.Json) ?? throw new InvalidDataException("It holds no query.");
        }

        /// <summary>A page elsewhere can make a browser send a form or plain text to a store on loopback without asking, but not these.</summary>
        private static void Require(HttpContext context, bool isExpected, string type)
        {
            if (!isExpected) throw new InvalidDataException($"It is of type '{context.Request.ContentType}'; send it with the header 'Content-Type: {type}'.");
        }

        private static async Task<byte[]> ReadBodyAsync(HttpContext context, int maxBytes)
        {
            if (context.Request.ContentLength > maxBytes) throw TooLong(maxBytes);
            // Kestrel's own limit may be lower; this one is the endpoint's to set.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes;
            using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
            var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
            try
            {
                int read;
                while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
                {
                    if (body.Length + read > maxBytes) throw TooLong(maxBytes);
                    body.Write(buffer, 0, read);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
        }

        private static BadHttpRequestException TooLong(int maxBytes) =>
            new($"The request is longer than the {maxBytes} bytes that this store accepts. Send less at a time.", StatusCodes.Status413PayloadTooLarge);

        private static Task RefuseAsync(HttpContext context, int status, string reason) => RefuseAsync(context, status, new WireRefusal(reason));

        private static async Task RefuseAsync(HttpContext context, int status, WireRefusal refusal)
        {
            // Once an answer has begun, only breaking it off says that it is not whole.
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            context.Response.StatusCode = status;
            await context.Response.WriteAsJsonAsync(refusal, StoreWire.Json, context.RequestAborted);
        }
    }
}

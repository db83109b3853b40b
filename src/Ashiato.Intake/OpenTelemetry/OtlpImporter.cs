using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using Ashiato.Intake.Access;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Visits;
using Ashiato.Model;
using Ashiato.Storage;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>How a message came.</summary>
/// <param name="Signal">What it holds.</param>
/// <param name="Encoding">How it is compressed.</param>
/// <param name="IsJson">True for JSON, false for protobuf.</param>
/// <param name="MaxBytes">How long it may be once it is unpacked.</param>
/// <param name="Client">Who sent it, where that is to be kept.</param>
/// <param name="Gate">What looks at the events first, for senders who may not send whatever they like.</param>
/// <param name="Visit">What the doctor hears of it.</param>
internal sealed record OtlpMessage(OtlpSignal Signal, BodyEncoding Encoding, bool IsJson, int MaxBytes, OtlpClient? Client, EventGate? Gate, Visit? Visit)
{
    /// <summary>What its sender calls it, and will call it again when it sends it again; <see langword="null"/> when it says nothing.</summary>
    public BatchId? Id { get; init; }
}

/// <summary>Takes whole messages in: unpacks, decodes and stores them, some at a time.</summary>
/// <remarks>
/// Unpacking and decoding need memory of many times a message's size as it was sent, so only few do it at one time. A message that waits,
/// for its turn or for the disk, holds no more than was sent.
/// </remarks>
internal sealed partial class OtlpImporter(IEventStore store, IntakeOptions options, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly int s_turns = Math.Max(2, Environment.ProcessorCount * 2);

    private readonly SemaphoreSlim _turns = new(s_turns);
    private readonly ConcurrentBag<Worker> _idle = [];
    private readonly NamedMessages _named = new();

    public void Dispose() => _turns.Dispose();

    /// <summary>Takes a message in. Whatever is wrong with it is an outcome.</summary>
    /// <param name="message">How it came.</param>
    /// <param name="body">The bytes as they came. They are not needed any more as soon as they are decoded, and are given back then.</param>
    /// <param name="cancel">Ends the wait for a turn. What was decoded is stored.</param>
    /// <exception cref="OperationCanceledException">Cancelled before its turn came, or before it was found out whether it may be kept.</exception>
    public Task<OtlpOutcome> ImportAsync(OtlpMessage message, RequestBuffer body, CancellationToken cancel) =>
        message.Id is { } id ? _named.OnceAsync(message.Signal, id, () => ImportOnceAsync(message, body, cancel), cancel) : ImportOnceAsync(message, body, cancel);

    private async Task<OtlpOutcome> ImportOnceAsync(OtlpMessage message, RequestBuffer body, CancellationToken cancel)
    {
        using var inflated = new RequestBuffer(message.MaxBytes);
        await _turns.WaitAsync(cancel);
        var worker = _idle.TryTake(out var idle) ? idle : new Worker(new OtlpDecoder(options), new JsonTranscoder(), new ByteBuffer());
        bool hasTurn = true;
        try
        {
            var decoder = worker.Decoder;
            var bytes = Unpack(message, worker, body, inflated);
            int part = 0;
            decoder.Begin(message.Signal, bytes.Length, NowMicros(), message.Client);
            while (true)
            {
                bool hasMore = decoder.Decode(bytes.Span);
                var batch = decoder.TakeBatch();
                // A store keeps what it has seen only once. Where a message is parted depends on nothing but the message.
                if (batch is not null && message.Id is { } id) batch = batch.WithId(id.Part(part++));
                var outcome = new OtlpOutcome(RpcCode.Ok, decoder.Rejected.Message, decoder.Rejected.Count);
                if (!hasMore)
                {
                    inflated.Dispose();
                    body.Dispose();
                    hasTurn = false;
                    EndTurn(worker);
                }
                if (batch is not null && message.Gate is { } gate && await gate.RefuseAsync(batch, batch.RowCount, cancel) is { } refusal)
                    return OtlpOutcome.Refused(refusal);
                if (batch is not null)
                {
                    await store.AppendAsync(batch, CancellationToken.None);
                    message.Visit?.Kept(batch);
                }
                if (!hasMore) return outcome;
            }
        }
        catch (InvalidDataException e)
        {
            return OtlpOutcome.Failed(RpcCode.InvalidArgument, e.Message);
        }
        catch (MessageTooLargeException e)
        {
            return OtlpOutcome.Failed(RpcCode.ResourceExhausted, e.Message);
        }
        catch (StoreBusyException e)
        {
            return OtlpOutcome.Failed(RpcCode.Unavailable, "queue is full: " + e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
            return OtlpOutcome.Failed(RpcCode.Internal, "internal error");
        }
        finally
        {
            if (hasTurn) EndTurn(worker);
        }
    }

    private void EndTurn(Worker worker)
    {
        worker.Json.Clear();
        if (_idle.Count < s_turns) _idle.Add(worker);
        _turns.Release();
    }

    private long NowMicros() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static ReadOnlyMemory<byte> Unpack(OtlpMessage message, Worker worker, RequestBuffer body, RequestBuffer inflated)
    {
        var bytes = body.Written;
        if (message.Encoding != BodyEncoding.Plain && bytes.Length > 0)
        {
            // Gzip ends with the length of what was packed; it need not be true.
            int expected = message.Encoding == BodyEncoding.Gzip && bytes.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[^4..]) : bytes.Length;
            using var packed = BodyStream.Unpack(body.OpenRead(), message.Encoding);
            inflated.Fill(packed, expected == int.MaxValue ? expected : expected + 1);
            bytes = inflated.Written;
        }
        if (!message.IsJson) return bytes;
        worker.Transcoder.Transcode(bytes.Span, ShapeOf(message.Signal), worker.Json);
        return worker.Json.WrittenMemory;
    }

    private static JsonShape ShapeOf(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => JsonShapes.Traces,
        OtlpSignal.Metrics => JsonShapes.Metrics,
        _ => JsonShapes.Logs,
    };

    [LoggerMessage(EventId = 110, Level = LogLevel.Error, Message = "An OTLP request could not be taken in")]
    private partial void LogFailed(Exception cause);

    /// <summary>What decoding needs, kept for the next message.</summary>
    private sealed record Worker(OtlpDecoder Decoder, JsonTranscoder Transcoder, ByteBuffer Json);
}

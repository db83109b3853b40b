using System.Diagnostics;
using Ashiato.Doctor;
using Ashiato.Intake.Access;
using Ashiato.Intake.SourceMaps;
using Ashiato.Intake.Visits;
using Ashiato.Model;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary>Reads one stream of events: line by line into batches, and the batches into the store while more is read.</summary>
/// <remarks>
/// A batch goes to the store when it is full, or as soon as the sender pauses: agents hold a request open for ten seconds, and
/// what they have sent must be seen long before. One batch is on its way to the disk while the next is decoded.
/// </remarks>
internal sealed class EventStreamReader(IEventStore store, DecoderPool decoders, EventGate? gate, BatchMapper? mapper, Visit? visit, IntakeOptions options, TimeProvider time)
{
    private const string TooLong = "event exceeded the permitted size";

    private EventDecoder? _decoder;
    private StreamMetadata? _stream;
    private Sender? _sender;
    private bool _isFromBrowser;
    private Task? _append;
    private EventBatch? _appended;
    private long _appending;
    private long _decoded;
    private int _lines;
    private long _nowMicros;
    private long? _waitsSince; // of the events at hand, for more of the body
    private bool _hasBegun;
    private bool _hasFailed;

    /// <summary>What became of the stream so far.</summary>
    public StreamResult Result { get; } = new();

    /// <summary>Why the store did not take a batch, when it was not merely busy.</summary>
    public Exception? StoreFailure { get; private set; }

    /// <summary>Reads to the end of the stream, or to the error that ends it.</summary>
    /// <param name="stream">The lines.</param>
    /// <param name="sender">Who sends, if that is kept.</param>
    /// <param name="isFromBrowser">True when the sender is the reader of a page.</param>
    /// <param name="cancel">Ends the reading. Events that were complete are still stored.</param>
    /// <exception cref="OperationCanceledException">Cancelled; what was complete is stored.</exception>
    /// <exception cref="SenderLeftException">The sender went away; what was complete is stored.</exception>
    /// <exception cref="InvalidDataException">The sender sent what cannot be unpacked; what was complete is stored.</exception>
    public async Task<StreamResult> ReadAsync(Stream stream, Sender? sender, bool isFromBrowser, CancellationToken cancel)
    {
        using var lines = new LineReader(options.MaxEventBytes);
        (_sender, _isFromBrowser) = (sender, isFromBrowser);
        try
        {
            await ReadLinesAsync(lines, stream, cancel);
        }
        finally
        {
            try
            {
                if (!_hasFailed) await StartAppendAsync();
            }
            finally
            {
                // The last batch is on its way to the disk; others can be decoded meanwhile.
                EndTurn();
            }
            await FinishAppendAsync();
        }
        return Result;
    }

    private async Task ReadLinesAsync(LineReader lines, Stream stream, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        while (!_hasFailed)
        {
            _nowMicros = (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
            if (lines.HasBytes)
            {
                var decoder = await TakeTurnAsync(ending.Token);
                while (!_hasFailed && await DecodeAsync(decoder, lines, ending.Token)) await StartAppendAsync();
            }
            if (lines.HasEnded || _hasFailed) return;

            var fill = lines.FillAsync(stream, ending.Token);
            await AwaitNextPieceAsync(fill);
            while (!fill.IsCompleted && !_hasFailed && (_append is not null || _decoder is { RowCount: > 0 }))
            {
                if (_append is null)
                {
                    await StartAppendAsync();
                    // The batch is on its way to the disk; others can be decoded meanwhile.
                    EndTurn();
                }
                else if (await Task.WhenAny(fill, _append) == _append) await FinishAppendAsync();
            }
            if (_hasFailed && !fill.IsCompleted)
            {
                // The buffer belongs to the read until it ends, and the sender may never write again.
                await ending.CancelAsync();
                await fill.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
            if (!fill.IsCompleted) EndTurn();
            await fill;
        }
    }

    /// <summary>Waits for what is likely to come at once, but not for long, however small the pieces are that keep coming.</summary>
    /// <remarks>
    /// A body comes in pieces, one close behind the other, where a sender that pauses does so for seconds. Half a body is a batch, a place in the
    /// log and a wait for the disk more.
    /// </remarks>
    private async ValueTask AwaitNextPieceAsync(Task fill)
    {
        if (fill.IsCompleted || _decoder is not { RowCount: > 0 } || !decoders.HasPlenty) return;
        var left = options.PieceWait - Stopwatch.GetElapsedTime(_waitsSince ??= Stopwatch.GetTimestamp());
        if (left > TimeSpan.Zero) await Task.WhenAny(fill, Task.Delay(left));
    }

    private async ValueTask<EventDecoder> TakeTurnAsync(CancellationToken cancel)
    {
        if (_decoder is not null) return _decoder;
        _decoder = await decoders.RentAsync(cancel);
        if (_stream is not null) _decoder.Resume(_stream);
        return _decoder;
    }

    private void EndTurn()
    {
        if (_decoder is null) return;
        decoders.Return(_decoder);
        _decoder = null;
    }

    /// <summary>Decodes the lines at hand, many of them only when a processor is free.</summary>
    /// <returns><see langword="true"/> when a batch is full and lines may be left.</returns>
    private async ValueTask<bool> DecodeAsync(EventDecoder decoder, LineReader lines, CancellationToken cancel)
    {
        if (!lines.HasMany) return DecodeLines(decoder, lines);
        await decoders.TakeProcessorAsync(cancel);
        try
        {
            return DecodeLines(decoder, lines);
        }
        finally
        {
            decoders.LeaveProcessor();
        }
    }

    /// <summary>Decodes the lines at hand.</summary>
    /// <returns><see langword="true"/> when a batch is full and lines may be left.</returns>
    private bool DecodeLines(EventDecoder decoder, LineReader lines)
    {
        while (lines.Take(out var line) is var kind and not LineKind.None)
        {
            if (line.Trim((byte)'\r').IsEmpty) continue;
            if (!_hasBegun)
            {
                if (!Begin(decoder, line, kind)) return false;
                continue;
            }
            _lines++;
            if (kind == LineKind.TooLong) Result.RejectLine(TooLong, line, Cause.TooLarge);
            else if (decoder.TryDecode(line, _nowMicros, out int accepted, out string error)) _decoded += accepted;
            else Result.RejectLine(error, line, Cause.EventsRejected);
            if (gate is not null && _lines >= EventGate.BatchLines) return true;
            if (decoder.RowCount >= options.BatchEvents || decoder.BatchBytes >= options.BatchBytes) return true;
        }
        return false;
    }

    private bool Begin(EventDecoder decoder, ReadOnlySpan<byte> line, LineKind kind)
    {
        string error = TooLong;
        _hasBegun = kind == LineKind.Whole && decoder.TryBegin(line, _sender, _isFromBrowser, out error);
        if (_hasBegun)
        {
            _stream = decoder.Stream;
            Result.Service = decoder.ServiceName;
            return true;
        }
        Result.RejectLine(error, line, kind == LineKind.Whole ? Cause.EventsRejected : Cause.TooLarge);
        _hasFailed = true;
        return false;
    }

    private async Task StartAppendAsync()
    {
        await FinishAppendAsync();
        if (_hasFailed) return;
        _waitsSince = null;
        _appending = _decoded;
        _decoded = 0;
        _lines = 0;
        var batch = _decoder?.TakeBatch();
        if (gate is not null && _appending > 0 && await gate.RefuseAsync(batch, _appending, CancellationToken.None) is { } refusal)
        {
            Result.Fail(refusal.Status, "cannot handle stream: cannot process batch: " + refusal.Text, refusal.Cause);
            Result.Rejected += _appending;
            _hasFailed = true;
            return;
        }
        if (batch is not null && mapper is not null) batch = await mapper.MapAsync(batch, CancellationToken.None);
        _appended = batch;
        _append = batch is null ? Task.CompletedTask : store.AppendAsync(batch, CancellationToken.None).AsTask();
    }

    private async Task FinishAppendAsync()
    {
        if (_append is null) return;
        try
        {
            await _append;
            Result.Accepted += _appending;
            if (_appended is not null) visit?.Kept(_appended);
        }
        catch (StoreBusyException)
        {
            Result.Fail(StatusCodes.Status503ServiceUnavailable, "cannot handle stream: cannot process batch: queue is full", Cause.QueueFull);
            Result.Rejected += _appending;
            _hasFailed = true;
        }
        catch (Exception failure)
        {
            Result.Fail(StatusCodes.Status500InternalServerError, "internal error", Cause.QueueFull);
            Result.Rejected += _appending;
            StoreFailure = failure;
            _hasFailed = true;
        }
        // A sender may pause for seconds now, by which the batch would grow old in memory.
        (_append, _appended) = (null, null);
    }
}

using Ashiato.Intake;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Enrichment;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Intake.Rum;
using Ashiato.Model;
using Ashiato.Search;
using Ashiato.Search.Dsl;
using Ashiato.Search.Hits;

namespace Ashiato.Bench.Fuzz;

/// <summary>What decoders make of events goes on into what enriches and counts them, now and then, and is shown as documents.</summary>
internal sealed class AfterDecoding
{
    private readonly Aggregator _aggregator;
    private readonly Func<EventBatch, CancellationToken, ValueTask> _append;

    public AfterDecoding(IntakeOptions options)
    {
        if (!MetricInterval.TryParse("1m,60m", out var intervals)) throw new BenchException("There are no such intervals.");
        _aggregator = new Aggregator(options, intervals, NowMicros());
        _append = new IntakePipeline(new DiscardingStore(), new Enricher(new UserAgents(TimeProvider.System), places: null), _aggregator, sampler: null).AppendAsync;
    }

    public async Task TakeAsync(EventBatch? batch)
    {
        if (batch is null) return;
        await _append(batch, CancellationToken.None);
        EventDocument.ToUtf8(batch[batch.RowCount - 1]);
        _aggregator.Take(NowMicros());
    }

    private static long NowMicros() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
}

/// <summary>The decoder of lines, without a server around it.</summary>
/// <param name="name">What it is called.</param>
/// <param name="weight">Its share.</param>
/// <param name="metadata">First lines of streams.</param>
/// <param name="lines">Lines.</param>
/// <param name="isPage">True for what pages send.</param>
internal sealed class LineSurface(string name, int weight, byte[][] metadata, byte[][] lines, bool isPage) : FuzzSurface(name, weight)
{
    private const int BatchRows = 200;
    private static readonly IntakeOptions s_options = FuzzServers.Options();
    private readonly EventDecoder _decoder = new(s_options, isPage ? new FrameRules(s_options.Rum) : null, new KnownStreams(), new KnownStacks());
    private readonly AfterDecoding _after = new(s_options);
    private bool _hasBegun;

    public override async Task<(int Status, string? Finding)> RunAsync(Random random)
    {
        if (!_hasBegun || random.Next(50) == 0)
        {
            await _after.TakeAsync(_decoder.TakeBatch());
            byte[] first = metadata[random.Next(metadata.Length)];
            if (random.Next(2) == 0) first = Mutator.Mutate(first, lines[random.Next(lines.Length)], random);
            return (_hasBegun = _decoder.TryBegin(first, sender: null, isPage, out _)) ? (200, null) : (400, null);
        }
        byte[] line = Mutator.Mutate(lines[random.Next(lines.Length)], lines[random.Next(lines.Length)], random);
        bool isTaken = _decoder.TryDecode(line, 1_700_000_000_000_000, out int accepted, out string error);
        if (_decoder.RowCount >= BatchRows) await _after.TakeAsync(_decoder.TakeBatch());
        if (isTaken) return (202, null);
        return (400, accepted > 0 || error.Length == 0 ? $"a line was refused without a reason: {System.Text.Encoding.UTF8.GetString(line)}" : null);
    }
}

/// <summary>The decoder of OTLP, without a server around it.</summary>
internal sealed class OtlpSurface(string name, int weight, bool isJson) : FuzzSurface(name, weight)
{
    private const int Kept = 256;

    private static readonly JsonShape[] s_shapes = [JsonShapes.Traces, JsonShapes.Metrics, JsonShapes.Logs];
    private readonly OtlpDecoder _decoder = new(FuzzServers.Options());
    private readonly JsonTranscoder _transcoder = new();
    private readonly ByteBuffer _proto = new();
    private readonly AfterDecoding _after = new(FuzzServers.Options());
    private readonly byte[][][] _messages = [.. s_shapes.Select(static _ => new byte[Kept][])];

    public override async Task<(int Status, string? Finding)> RunAsync(Random random)
    {
        int signal = random.Next(3), other = random.Next(3);
        byte[] message = isJson ? Mutator.Mutate(FuzzSeeds.Exports[signal].Json, FuzzSeeds.Exports[other].Json, random) : ChangedMessage(signal, other, random);
        EventBatch? batch;
        try
        {
            if (isJson)
            {
                _proto.Clear();
                _transcoder.Transcode(message, s_shapes[signal], _proto);
                message = _proto.Written.ToArray();
            }
            _decoder.Begin((OtlpSignal)signal, message.Length, 1_700_000_000_000_000, null);
            if (_decoder.Decode(message)) return (400, "a small message does not fit into one batch");
            batch = _decoder.TakeBatch();
        }
        catch (InvalidDataException)
        {
            return (400, null);
        }
        // What follows decoding costs more than decoding, and sees the same fields again and again.
        if (random.Next(30) == 0) await _after.TakeAsync(batch);
        return (200, null);
    }

    /// <summary>A message of the right form with strange values, or one whose bytes were changed without regard to it.</summary>
    private byte[] ChangedMessage(int signal, int other, Random random)
    {
        if (random.Next(3) == 0) return Mutator.Mutate(FuzzSeeds.ProtoExports[signal].Proto, FuzzSeeds.ProtoExports[other].Proto, random);
        ref byte[] kept = ref _messages[signal][random.Next(Kept)];
        byte[] message = kept ??= Translated(signal, other, random);
        if (random.Next(4) != 0) return message;
        kept = null!;
        return Mutator.Mutate(message, message, random);
    }

    private byte[] Translated(int signal, int other, Random random)
    {
        try
        {
            _proto.Clear();
            _transcoder.Transcode(Mutator.Mutate(FuzzSeeds.Exports[signal].Json, FuzzSeeds.Exports[other].Json, random), s_shapes[signal], _proto);
            return _proto.Written.ToArray();
        }
        catch (InvalidDataException)
        {
            return FuzzSeeds.ProtoExports[signal].Proto;
        }
    }
}

/// <summary>The reader of searches, without asking the store.</summary>
internal sealed class SearchRequestSurface(int weight, FieldCatalog catalog, byte[][] searches) : FuzzSurface("search requests", weight)
{
    private readonly Moments _moments = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public override Task<(int Status, string? Finding)> RunAsync(Random random)
    {
        byte[] text = Mutator.Mutate(searches[random.Next(searches.Length)], searches[random.Next(searches.Length)], random);
        try
        {
            SearchRequest.Read(Requests.ParseObject(text), catalog, _moments);
            return Task.FromResult<(int, string?)>((200, null));
        }
        catch (Exception e)
        {
            return Task.FromResult<(int, string?)>((400, SearchErrors.Of(e) is { Status: 400 or 404 } ? null : $"{System.Text.Encoding.UTF8.GetString(text)}: {e}"));
        }
    }
}

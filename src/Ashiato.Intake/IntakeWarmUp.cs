using System.IO.Compression;
using Ashiato.Intake.Elastic;
using Ashiato.Storage;

namespace Ashiato.Intake;

/// <summary>Takes in made-up events (<c>IntakeWarmUp.ndjson</c>), so that the code is compiled when the first real ones come.</summary>
public static class IntakeWarmUp
{
    /// <summary>The service that the events are of.</summary>
    public const string Service = "warm-up";

    /// <summary>The trace that they belong to: a transaction, its spans and an error.</summary>
    public const string TraceId = "00000000000000000000000000000a51";

    private static readonly Lazy<byte[]> s_body = new(Zip);

    /// <summary>Takes one request in.</summary>
    /// <param name="store">A store that is thrown away afterwards: what it holds can be found in it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><see langword="true"/> when all of it was taken.</returns>
    public static async Task<bool> RunAsync(IEventStore store, CancellationToken cancel)
    {
        var options = new IntakeOptions();
        await using var stream = new GZipStream(new MemoryStream(s_body.Value), CompressionMode.Decompress);
        using var decoders = new DecoderPool(options, rules: null);
        var reader = new EventStreamReader(store, decoders, gate: null, mapper: null, visit: null, options, TimeProvider.System);
        var result = await reader.ReadAsync(stream, sender: null, isFromBrowser: false, cancel);
        return !result.HasErrors;
    }

    private static byte[] Zip()
    {
        using var lines = typeof(IntakeWarmUp).Assembly.GetManifestResourceStream("Ashiato.Intake.IntakeWarmUp.ndjson")!;
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) lines.CopyTo(gzip);
        return zipped.ToArray();
    }
}

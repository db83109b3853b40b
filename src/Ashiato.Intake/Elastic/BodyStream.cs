using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary>The body of a request as it was before the sender compressed it.</summary>
internal static class BodyStream
{
    /// <summary>Opens the body. What it is compressed with is said by a header, or else by its first two bytes.</summary>
    /// <returns>The body, to be read while it arrives.</returns>
    /// <exception cref="InvalidDataException">The body does not begin as the header promises; the message is for the sender.</exception>
    /// <exception cref="SenderLeftException">The sender is gone; reading the body later fails in the same way.</exception>
    public static async ValueTask<Stream> OpenAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = new SenderPipe(request.BodyReader);
        if (request.ContentLength == 0) return body.AsStream();
        var (first, second, count) = await PeekAsync(body, cancel);
        if (count == 0) return body.AsStream();

        return Unpack(body.AsStream(), EncodingOf(request.Headers.ContentEncoding.ToString(), count > 1 ? [first, second] : [first]));
    }

    /// <summary>How a body is compressed, as a header says or else its first two bytes.</summary>
    /// <exception cref="InvalidDataException">The body does not begin as the header promises; the message is for the sender.</exception>
    public static BodyEncoding EncodingOf(string header, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return BodyEncoding.Plain;
        bool isGzip = start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        // RFC 1950: method 8, and the two bytes as a number are a multiple of 31.
        bool mayBeZlib = (start[0] & 0x0F) == 8;
        bool isZlib = mayBeZlib && start.Length > 1 && ((start[0] << 8) | start[1]) % 31 == 0;
        // Whoever packs with a dictionary has one that nobody here has.
        bool needsDictionary = isZlib && (start[1] & 0x20) != 0;
        return header switch
        {
            "deflate" when !isZlib => throw new InvalidDataException("zlib: invalid header"),
            "gzip" when !isGzip => throw new InvalidDataException("gzip: invalid header"),
            _ when needsDictionary => throw new InvalidDataException("zlib: invalid dictionary"),
            "deflate" => BodyEncoding.Zlib,
            _ when isGzip => BodyEncoding.Gzip,
            _ when isZlib => BodyEncoding.Zlib,
            _ when mayBeZlib => throw new InvalidDataException("zlib: invalid header"),
            _ => BodyEncoding.Plain,
        };
    }

    /// <summary>A stream as it was before it was compressed.</summary>
    public static Stream Unpack(Stream body, BodyEncoding encoding) => encoding switch
    {
        BodyEncoding.Gzip => new GZipStream(body, CompressionMode.Decompress),
        BodyEncoding.Zlib => new ZLibStream(body, CompressionMode.Decompress),
        _ => body,
    };

    private static async ValueTask<(byte First, byte Second, int Count)> PeekAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            if (read.Buffer.Length < 2 && !read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            int count = (int)Math.Min(2, read.Buffer.Length);
            byte first = count > 0 ? read.Buffer.FirstSpan[0] : (byte)0;
            byte second = count > 1 ? read.Buffer.Slice(1).FirstSpan[0] : (byte)0;
            body.AdvanceTo(read.Buffer.Start);
            return (first, second, count);
        }
    }
}

using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Ashiato.Console.Assets;

/// <summary>A text that is answered often and made once for each way of packing that a browser asked for.</summary>
/// <param name="type">Its media type.</param>
/// <param name="make">Makes it.</param>
internal sealed class PackedText(string type, Func<string> make)
{
    // Of eleven. The last two take ten times as long for the last three percent.
    private const int BrotliQuality = 9;
    private const int BrotliWindowBits = 22;

    private readonly Lazy<byte[]> _brotli = new(() => Brotli(Encoding.UTF8.GetBytes(make())));
    private readonly Lazy<byte[]> _gzip = new(() => Gzip(Encoding.UTF8.GetBytes(make())));

    /// <summary>Answers with it.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        var (encoding, content) = Choose(context.Request.GetTypedHeaders().AcceptEncoding);
        response.ContentType = type;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, context.RequestAborted);
    }

    private (string? Encoding, byte[] Content) Choose(IList<StringWithQualityHeaderValue> accepted)
    {
        bool accepts(string name) => accepted.Any(one => one.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);
        if (accepts("br")) return ("br", _brotli.Value);
        return accepts("gzip") ? ("gzip", _gzip.Value) : (null, Encoding.UTF8.GetBytes(make()));
    }

    private static byte[] Brotli(byte[] text)
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(text.Length)];
        return BrotliEncoder.TryCompress(text, packed, out int length, BrotliQuality, BrotliWindowBits) ? packed[..length] : throw new InvalidOperationException("An asset does not fit what Brotli says is its longest form.");
    }

    private static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var packer = new GZipStream(packed, CompressionLevel.SmallestSize)) packer.Write(text);
        return packed.ToArray();
    }
}

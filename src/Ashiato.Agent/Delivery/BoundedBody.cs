namespace Ashiato.Agent.Delivery;

/// <summary>Reads answers of servers no further than they should be long.</summary>
internal static class BoundedBody
{
    /// <summary>Reads a whole body.</summary>
    /// <exception cref="InvalidDataException">It is longer than allowed.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancel)
    {
        await using var body = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var bytes = new byte[maxBytes + 1];
        int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        return length <= maxBytes ? bytes[..length] : throw new InvalidDataException($"The server's answer is longer than {maxBytes} bytes.");
    }

    /// <summary>Reads the beginning of a body.</summary>
    public static byte[] ReadStart(HttpContent content, int maxBytes)
    {
        using var body = content.ReadAsStream();
        var bytes = new byte[maxBytes];
        return bytes[..body.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}

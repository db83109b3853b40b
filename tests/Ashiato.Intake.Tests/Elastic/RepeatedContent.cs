using System.Net;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>A body that is written piece by piece, so that the test itself needs no memory for it.</summary>
internal sealed class RepeatedContent(byte[] first, byte[] piece, int count, byte[]? last = null) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(first);
        for (int i = 0; i < count; i++) await stream.WriteAsync(piece);
        if (last is not null) await stream.WriteAsync(last);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

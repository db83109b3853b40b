using System.Net;

namespace Ashiato.Intake.Tests;

/// <summary>A body that begins and does not end until its sender is told to stop.</summary>
/// <param name="start">Its first bytes.</param>
/// <param name="begun">Ends when the first bytes are sent.</param>
internal sealed class UnfinishedContent(byte[] start, TaskCompletionSource begun) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(start, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        begun.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

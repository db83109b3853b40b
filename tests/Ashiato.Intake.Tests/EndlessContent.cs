using System.Net;

namespace Ashiato.Intake.Tests;

/// <summary>A body that begins and goes on until its sender is told to stop.</summary>
/// <param name="begun">Ends when the first bytes are sent.</param>
internal sealed class EndlessContent(TaskCompletionSource begun) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
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

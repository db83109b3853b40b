using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake;

/// <summary>The sender went away while its body was read: nobody is there to be answered.</summary>
/// <param name="cause">What the connection says.</param>
internal sealed class SenderLeftException(IOException cause) : IOException("The sender left: " + cause.Message, cause);

/// <summary>The body of a request, whose reading tells a sender that left from all else that can go wrong: disks and networks of our own fail with the same kind of exception.</summary>
/// <param name="body">The body as the server gives it.</param>
internal sealed class SenderPipe(PipeReader body) : PipeReader
{
    /// <exception cref="SenderLeftException">The connection, or the stream of HTTP/2, ended before the body.</exception>
    /// <exception cref="BadHttpRequestException">The sender made the body so that it cannot be read.</exception>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = body.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? read : AwaitAsync(read);
    }

    public override bool TryRead(out ReadResult result) => body.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private static async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read)
    {
        try
        {
            return await read;
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new SenderLeftException(e);
        }
    }
}

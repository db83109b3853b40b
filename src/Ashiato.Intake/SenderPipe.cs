using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake;

/// <summary>The sender went away while its body was read: nobody is there to be answered.</summary>
/// <param name="cause">What the connection says.</param>
internal sealed class SenderLeftException(Exception cause) : IOException("The sender left: " + cause.Message, cause);

/// <summary>The body of a request, whose reading tells a sender that left from all else that can go wrong: disks and networks of our own fail with the same kind of exception.</summary>
/// <param name="body">The body as the server gives it.</param>
internal sealed class SenderPipe(PipeReader body) : PipeReader
{
    /// <exception cref="SenderLeftException">The connection, or the stream of HTTP/2, ended before the body. Whatever is done with the body says so from then on.</exception>
    /// <exception cref="BadHttpRequestException">The sender made the body so that it cannot be read.</exception>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (HasLeft(e))
        {
            throw new SenderLeftException(e);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            return body.TryRead(out result);
        }
        catch (Exception e) when (HasLeft(e))
        {
            throw new SenderLeftException(e);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            body.AdvanceTo(consumed, examined);
        }
        catch (Exception e) when (HasLeft(e))
        {
            throw new SenderLeftException(e);
        }
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private static bool HasLeft(Exception e) => e is ConnectionAbortedException or IOException and not BadHttpRequestException;
}

using System.Buffers;
using System.IO.Pipelines;

namespace Ashiato.Certificates.Connections;

/// <summary>Looks at what a client says first, and leaves it for whoever reads next.</summary>
internal static class FirstBytes
{
    /// <summary>Waits until enough is there to tell.</summary>
    /// <param name="input">What the client sends.</param>
    /// <param name="isEnough">Looks at what is there so far.</param>
    /// <param name="most">More is never looked at.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What is there; less than enough when the client has ended; <see langword="null"/> when the wait ended.</returns>
    public static async ValueTask<byte[]?> PeekAsync(PipeReader input, Func<byte[], bool> isEnough, int most, CancellationToken cancel)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            byte[] start = read.Buffer.Slice(0, Math.Min(most, read.Buffer.Length)).ToArray();
            bool isDone = read.IsCompleted || start.Length == most || (start.Length > 0 && isEnough(start));
            input.AdvanceTo(read.Buffer.Start, isDone ? read.Buffer.Start : read.Buffer.End);
            if (isDone) return start;
            // The transport wakes up for shutdown, too.
            if (read.IsCanceled) return null;
        }
    }
}

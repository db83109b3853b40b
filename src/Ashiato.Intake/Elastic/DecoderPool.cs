using System.Collections.Concurrent;
using Ashiato.Intake.Rum;

namespace Ashiato.Intake.Elastic;

/// <summary>Lends decoders to streams for as long as there is something to decode, and only to so many at one time.</summary>
/// <remarks>Thousands of agents hold a request open and send now and then; one that is silent holds none, and holds up nobody.</remarks>
/// <param name="options">How events are taken in.</param>
/// <param name="rules">What is said about the frames of pages; nothing without it.</param>
internal sealed class DecoderPool(IntakeOptions options, FrameRules? rules) : IDisposable
{
    // A decoder is some tens of kilobytes, and quicker kept than made.
    private const int MostIdle = 128;

    // With the arrays of its last batch it is a megabyte, which pays for itself only where one batch follows the other.
    private static readonly int s_mostWarm = 2 * Environment.ProcessorCount;

    private readonly SemaphoreSlim _turns = new(options.ConcurrentDecoders);
    private readonly ConcurrentBag<EventDecoder> _idle = [];

    public void Dispose() => _turns.Dispose();

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it came.</exception>
    public async ValueTask<EventDecoder> RentAsync(CancellationToken cancel)
    {
        await _turns.WaitAsync(cancel);
        return _idle.TryTake(out var idle) ? idle : new EventDecoder(options, rules);
    }

    /// <summary>Ends a turn. Events that were decoded and not taken are forgotten.</summary>
    public void Return(EventDecoder decoder)
    {
        decoder.TakeBatch();
        int idle = _idle.Count;
        if (idle >= s_mostWarm) decoder.Release();
        if (idle < MostIdle) _idle.Add(decoder);
        _turns.Release();
    }
}

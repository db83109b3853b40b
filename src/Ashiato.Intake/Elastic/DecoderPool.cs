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
    private readonly SemaphoreSlim _processors = new(Environment.ProcessorCount);
    private readonly ConcurrentStack<EventDecoder> _warm = []; // The one that came last is the next to go: a few are used again and again.
    private readonly ConcurrentStack<EventDecoder> _cold = [];
    private readonly KnownStreams _streams = new();
    private readonly KnownStacks _stacks = new();

    public void Dispose()
    {
        _turns.Dispose();
        _processors.Dispose();
    }

    /// <summary>True while so few are lent that a stream may keep its own for a moment in which it has nothing to decode.</summary>
    public bool HasPlenty => _turns.CurrentCount is > 0 and var left && options.ConcurrentDecoders - left <= 2 * s_mostWarm;

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it came.</exception>
    public async ValueTask<EventDecoder> RentAsync(CancellationToken cancel)
    {
        await _turns.WaitAsync(cancel);
        return _warm.TryPop(out var idle) || _cold.TryPop(out idle) ? idle : new EventDecoder(options, rules, _streams, _stacks);
    }

    /// <summary>Waits until a processor is not decoding yet, for what takes long; <see cref="LeaveProcessor"/> must follow.</summary>
    /// <remarks>With more at one time nothing is decoded sooner, and the answers that are ready stand in line behind all of it.</remarks>
    /// <exception cref="OperationCanceledException">Cancelled before one was free.</exception>
    public Task TakeProcessorAsync(CancellationToken cancel) => _processors.WaitAsync(cancel);

    /// <summary>Ends what <see cref="TakeProcessorAsync"/> began.</summary>
    public void LeaveProcessor() => _processors.Release();

    /// <summary>Ends a turn. Events that were decoded and not taken are forgotten.</summary>
    public void Return(EventDecoder decoder)
    {
        decoder.TakeBatch();
        if (_warm.Count < s_mostWarm)
        {
            _warm.Push(decoder);
        }
        else if (_cold.Count < MostIdle)
        {
            decoder.Release();
            _cold.Push(decoder);
        }
        _turns.Release();
    }
}

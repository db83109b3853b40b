namespace Ashiato.Intake;

/// <summary>Ends what waits when it has waited for long enough, or when something else ends it before.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _ending;

    /// <param name="time">The clock.</param>
    /// <param name="patience">How long is waited.</param>
    /// <param name="others">What else ends it.</param>
    public Deadline(TimeProvider time, TimeSpan patience, params ReadOnlySpan<CancellationToken> others)
    {
        _late = new CancellationTokenSource(patience, time);
        _ending = CancellationTokenSource.CreateLinkedTokenSource([.. others, _late.Token]);
    }

    /// <summary>Is cancelled at the end, whatever brought it.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        _ending.Dispose();
        _late.Dispose();
    }
}

using Ashiato.Settings;

namespace Ashiato.Intake.SourceMaps;

/// <summary>How long the events of a batch wait for their source maps, all of them together.</summary>
/// <param name="time">The clock.</param>
/// <param name="cancel">Ends the wait.</param>
internal sealed class MapWait(TimeProvider time, CancellationToken cancel) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Deadline _deadline = new(time, s_patience, cancel);

    /// <summary>Why something could not be had, the last time; <see langword="null"/> when all could.</summary>
    public string? Outage { get; private set; }

    /// <summary>Waits for something.</summary>
    /// <exception cref="InvalidDataException">It cannot be had now; the message says why. Or what was asked throws it.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the batch any more.</exception>
    public async ValueTask<T> ForAsync<T>(Func<CancellationToken, ValueTask<T>> ask)
    {
        try
        {
            return await ask(_deadline.Token);
        }
        catch (SettingsUnavailableException away)
        {
            throw new InvalidDataException(Outage = away.Message, away);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new InvalidDataException(Outage = "the source maps took too long to read", late);
        }
    }

    public void Dispose() => _deadline.Dispose();
}

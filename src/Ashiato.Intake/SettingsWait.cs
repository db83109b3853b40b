using Ashiato.Settings;

namespace Ashiato.Intake;

/// <summary>Asks the settings, which may be another process's, and does not wait for ever: agents wait for the answer.</summary>
internal static class SettingsWait
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>What the settings answer.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="ask">Asks them.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SettingsUnavailableException">They refuse, or do not answer within five seconds.</exception>
    public static async ValueTask<T> ForAsync<T>(TimeProvider time, Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancel)
    {
        using var deadline = new Deadline(time, s_patience, cancel);
        try
        {
            return await ask(deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new SettingsUnavailableException($"The settings did not answer within {s_patience.TotalSeconds:F0} s. Look after the process that keeps the store.", e);
        }
    }
}

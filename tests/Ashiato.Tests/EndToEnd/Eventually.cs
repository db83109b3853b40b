namespace Ashiato.Tests.EndToEnd;

/// <summary>Waits for what another process does in its own time.</summary>
internal static class Eventually
{
    /// <summary>Until a test gives up: long, for a busy machine is no failure, and who waits for what comes does not wait longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is there.</summary>
    /// <param name="what">What is waited for, for the failure's message.</param>
    /// <param name="ask">Gives the answer, or <see langword="null"/> while there is none.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, CancellationToken cancel)
        where T : class
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        giveUp.CancelAfter(Patience);
        while (true)
        {
            if (await ask() is { } answer) return answer;
            if (giveUp.IsCancellationRequested) throw new TimeoutException($"{what} did not come within {Patience.TotalSeconds:0} s.");
            await Task.Delay(Between, giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

namespace Ashiato.Console.Frame;

/// <summary>A panel's question, asked before the part of the page is drawn that has the panel: it does not wait for answers that it does not need.</summary>
internal static class Ahead
{
    /// <summary>Asks, away from the renderer.</summary>
    /// <returns>What the panel asks once it is there.</returns>
    public static Func<CancellationToken, Task<T>> Ask<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancel)
    {
        var asked = Task.Run(() => question(cancel), cancel);
        // A page that turns out not to have the panel leaves a failure to nobody.
        _ = asked.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return _ => asked;
    }
}

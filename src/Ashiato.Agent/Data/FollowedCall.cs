namespace Ashiato.Agent.Data;

/// <summary>Does what a provider does within a <see cref="CommandSpan"/>: the span ends with it, and what it throws is told and thrown on.</summary>
/// <remarks>What is called gets all that it needs as state, so that the delegates can be static and following allocates no closures.</remarks>
internal static class FollowedCall
{
    /// <summary>Does it.</summary>
    /// <param name="span">The span, which has begun.</param>
    /// <param name="state">What <paramref name="call"/> needs.</param>
    /// <param name="call">What the provider does.</param>
    /// <param name="end">Ends the span, and gives the application its answer.</param>
    public static TResult Run<TState, TResult>(CommandSpan span, TState state, Func<TState, TResult> call, Func<CommandSpan, TResult, TResult> end)
    {
        try
        {
            return end(span, call(state));
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <summary>Does what has no answer.</summary>
    /// <param name="span">The span, which has begun.</param>
    /// <param name="state">What <paramref name="call"/> needs.</param>
    /// <param name="call">What the provider does.</param>
    /// <param name="end">Ends the span.</param>
    public static void Run<TState>(CommandSpan span, TState state, Action<TState> call, Action<CommandSpan> end)
    {
        try
        {
            call(state);
            end(span);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <summary>Does it, waiting. The span begins in here: begun by the caller, it would stay the current one there after it has ended.</summary>
    /// <param name="state">What <paramref name="begin"/> and <paramref name="call"/> need.</param>
    /// <param name="begin">Begins the span.</param>
    /// <param name="call">What the provider does.</param>
    /// <param name="end">Ends the span, and gives the application its answer.</param>
    /// <param name="cancel">Ends the work.</param>
    public static async Task<TResult> RunAsync<TState, TResult>(
        TState state, Func<TState, CommandSpan> begin, Func<TState, CancellationToken, Task<TResult>> call, Func<CommandSpan, TResult, TResult> end, CancellationToken cancel)
    {
        var span = begin(state);
        try
        {
            return end(span, await call(state, cancel).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <summary>Does what has no answer, waiting. What is done at once, such as taking a connection from a pool, allocates nothing here.</summary>
    /// <param name="state">What <paramref name="begin"/> and <paramref name="call"/> need.</param>
    /// <param name="begin">Begins the span.</param>
    /// <param name="call">What the provider does.</param>
    /// <param name="end">Ends the span.</param>
    /// <param name="cancel">Ends the work.</param>
    public static async Task RunAsync<TState>(TState state, Func<TState, CommandSpan> begin, Func<TState, CancellationToken, Task> call, Action<CommandSpan> end, CancellationToken cancel)
    {
        var span = begin(state);
        try
        {
            await call(state, cancel).ConfigureAwait(false);
            end(span);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <summary>Ends a span.</summary>
    public static void End(CommandSpan span) => span.End();

    /// <summary>Ends a span with how many rows were changed.</summary>
    public static int EndWithRows(CommandSpan span, int rows)
    {
        span.End(rows);
        return rows;
    }

    /// <summary>Ends a span.</summary>
    public static TResult End<TResult>(CommandSpan span, TResult result)
    {
        span.End();
        return result;
    }
}

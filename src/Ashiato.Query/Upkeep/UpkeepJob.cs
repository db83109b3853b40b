using Ashiato.Model;

namespace Ashiato.Query.Upkeep;

/// <summary>Long work on a store that goes on while nobody waits for it: one at a time, and what came of the last one.</summary>
/// <param name="time">The clock.</param>
/// <param name="stop">Ends the work with the program.</param>
public sealed class UpkeepJob<T>(TimeProvider time, CancellationToken stop)
    where T : class
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _ends;
    private UpkeepState<T> _state = new();

    /// <summary>How it is.</summary>
    public UpkeepState<T> State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>Begins the work.</summary>
    /// <returns><see langword="false"/> when it goes on already.</returns>
    public bool TryBegin(Func<IProgress<Storage.UpkeepProgress>, CancellationToken, ValueTask<T>> work)
    {
        CancellationToken ends;
        lock (_gate)
        {
            if (_state.IsRunning) return false;
            _ends?.Dispose();
            _ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
            ends = _ends.Token;
            _state = new UpkeepState<T> { IsRunning = true, BeganAt = time.GetUtcNow() };
        }
        _ = Task.Run(() => RunAsync(work, ends), CancellationToken.None);
        return true;
    }

    /// <summary>Ends the work.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    public bool TryCancel()
    {
        lock (_gate)
        {
            if (!_state.IsRunning) return false;
            _ends!.Cancel();
            return true;
        }
    }

    private async Task RunAsync(Func<IProgress<Storage.UpkeepProgress>, CancellationToken, ValueTask<T>> work, CancellationToken ends)
    {
        try
        {
            var result = await work(new Reporter(this), ends);
            Set(state => state with { Result = result });
        }
        catch (OperationCanceledException)
        {
            var refused = new Refused(QueryRefusal.UpkeepCancelled, $"It was cancelled.");
            Set(state => state with { Error = refused.ToString(), Refused = refused });
        }
        catch (Exception wrong)
        {
            // Whatever it is, whoever looks must hear of it; nobody waits for this task.
            Set(state => state with { Error = wrong.Message, Refused = (wrong as IRefusal)?.Refused });
        }
        finally
        {
            Set(state => state with { IsRunning = false, EndedAt = time.GetUtcNow() });
        }
    }

    private void Set(Func<UpkeepState<T>, UpkeepState<T>> change)
    {
        lock (_gate) _state = change(_state);
    }

    private sealed class Reporter(UpkeepJob<T> job) : IProgress<Storage.UpkeepProgress>
    {
        public void Report(Storage.UpkeepProgress value) => job.Set(state => state with { Progress = value });
    }
}

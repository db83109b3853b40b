using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Messages that have a name, and so are known when they are sent again: because an answer was lost, or came too late.</summary>
/// <remarks>
/// The store knows batches by name too, but small ones are put together before it, and what is counted on the way would count twice. This
/// knows what came to this process; what came to another one, or before a restart, the store still tells in most cases. Thread-safe.
/// </remarks>
internal sealed class NamedMessages
{
    /// <summary>So many names are remembered: an agent sends one a second at most.</summary>
    private const int Capacity = 20_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<(OtlpSignal, BatchId), Task<OtlpOutcome>> _known = [];
    private readonly Queue<(OtlpSignal, BatchId)> _byAge = [];

    /// <summary>Takes a message in unless that was done, or is being done: then its outcome is that of the first time.</summary>
    /// <param name="signal">What it holds.</param>
    /// <param name="id">Its name.</param>
    /// <param name="import">Takes it in.</param>
    /// <param name="cancel">Ends the wait for another one.</param>
    public async Task<OtlpOutcome> OnceAsync(OtlpSignal signal, BatchId id, Func<Task<OtlpOutcome>> import, CancellationToken cancel)
    {
        while (true)
        {
            var own = new TaskCompletionSource<OtlpOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Join((signal, id), own.Task) is not { } other) return await ImportAsync((signal, id), own, import);
            var outcome = await other.WaitAsync(cancel);
            if (outcome.Code == RpcCode.Ok && outcome.Refusal is null) return outcome;
        }
    }

    /// <returns>What is under way or done already; <see langword="null"/> when this is the first.</returns>
    private Task<OtlpOutcome>? Join((OtlpSignal, BatchId) name, Task<OtlpOutcome> own)
    {
        lock (_turn)
        {
            if (_known.TryGetValue(name, out var other)) return other;
            _known.Add(name, own);
            _byAge.Enqueue(name);
            if (_byAge.Count > Capacity) _known.Remove(_byAge.Dequeue());
            return null;
        }
    }

    private async Task<OtlpOutcome> ImportAsync((OtlpSignal, BatchId) name, TaskCompletionSource<OtlpOutcome> own, Func<Task<OtlpOutcome>> import)
    {
        // Whoever waits for this one tries for itself when it comes to nothing.
        var outcome = OtlpOutcome.Failed(RpcCode.Unavailable, "the first one was given up");
        try
        {
            return outcome = await import();
        }
        finally
        {
            if (outcome.Code != RpcCode.Ok || outcome.Refusal is not null) Forget(name);
            own.SetResult(outcome);
        }
    }

    private void Forget((OtlpSignal, BatchId) name)
    {
        lock (_turn) _known.Remove(name);
    }
}

using Ashiato.Model;
using Ashiato.Settings.Keys;

namespace Ashiato.Intake.Access;

/// <summary>Looks at the events of a caller who may not send whatever it likes, batch by batch, before they are kept.</summary>
internal sealed class EventGate
{
    /// <summary>So many lines are looked at together: all or none of their events are kept.</summary>
    public const int BatchLines = 10;

    private readonly Caller _caller;
    private readonly AnonymousLimits _limits;
    private readonly string _address;

    private EventGate(Caller caller, AnonymousLimits limits, string address) => (_caller, _limits, _address) = (caller, limits, address);

    /// <summary>The gate for a caller.</summary>
    /// <param name="caller">Who sends.</param>
    /// <param name="limits">What anonymous callers may.</param>
    /// <param name="address">Where the caller is.</param>
    /// <returns><see langword="null"/> when the caller may send anything.</returns>
    public static EventGate? For(Caller caller, AnonymousLimits limits, string address) =>
        caller.IsAnonymous || caller.Refuse(ApiKeyPrivileges.EventWrite) is not null ? new EventGate(caller, limits, address) : null;

    /// <summary>Looks at a batch.</summary>
    /// <param name="batch">What would be kept; <see langword="null"/> when nothing of what was sent would.</param>
    /// <param name="count">How many events were sent.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns><see langword="null"/> when it may be kept.</returns>
    public async ValueTask<Refusal?> RefuseAsync(EventBatch? batch, long count, CancellationToken cancel)
    {
        if (_caller.IsAnonymous && await _limits.RefuseEventsAsync(_address, count, cancel) is { } tooMuch) return tooMuch;
        if (_caller.Refuse(ApiKeyPrivileges.EventWrite) is { } refusal) return refusal;
        return _caller.IsAnonymous && batch is not null ? _limits.Refuse(batch) : null;
    }
}

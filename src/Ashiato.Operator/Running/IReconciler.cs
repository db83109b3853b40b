using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Running;

/// <summary>Brings what belongs to one object to what its author declared.</summary>
/// <remarks>It reads all that it needs and computes the whole; so it may run twice, in any order, or be ended anywhere.</remarks>
internal interface IReconciler
{
    StackKind Kind { get; }

    /// <summary>Does it.</summary>
    /// <returns>When to look again though nothing has changed, or <see langword="null"/>.</returns>
    Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancel);
}

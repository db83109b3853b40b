using Ashiato.Operator.Certificates;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Stores;

/// <summary>What was found out about a store in one round.</summary>
/// <param name="Seen">Its pods and health.</param>
/// <param name="Certificates">Its certificates; <see langword="null"/> when they were not looked at.</param>
/// <param name="Pods">What its pods show to who connects.</param>
/// <param name="Users">Whom its author lets in; <see langword="null"/> when it was not looked at.</param>
internal sealed record StoreFindings(StoreSight Seen, CertificateState? Certificates, PodsSeen Pods, GivenUsers? Users)
{
    /// <summary>What the API server refused; <see langword="null"/> for nothing.</summary>
    public string? Failure { get; init; }
}

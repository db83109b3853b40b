using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Pods;

namespace Ashiato.Operator.Reconcilers;

/// <summary>What there is of a Kibana or ApmServer object, besides its pods.</summary>
/// <param name="Certificates">Its certificates; <see langword="null"/> when they were not looked at.</param>
/// <param name="Store">Its store.</param>
/// <param name="Console">A server's console.</param>
/// <param name="Pods">What its pods show to clients.</param>
/// <param name="Order">The version that its pods shall be of.</param>
internal sealed record DeploymentSight(CertificateState? Certificates, Association Store, Association Console, PodsSeen Pods, VersionOrder Order)
{
    /// <summary>What the API server refused; <see langword="null"/> for nothing.</summary>
    public string? Failure { get; init; }
}

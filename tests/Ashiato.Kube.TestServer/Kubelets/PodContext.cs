using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Controllers;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>What a pod finds around it.</summary>
internal sealed record PodContext(ClusterObjects Cluster, Authorization Authorization, IReadOnlyList<Image> Images, Uri Proxy, Uri Server, string CertificateAuthority, string Root);

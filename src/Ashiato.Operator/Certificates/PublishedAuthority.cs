using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Certificates;

/// <summary>What an object has published for its clients to recognise it by.</summary>
internal static class PublishedAuthority
{
    /// <summary>In PEM, its authorities, or, where it has published none, the served certificate with what stands behind it; <see langword="null"/> while nothing is published.</summary>
    public static string? Of(OperatorParts parts, StackObject item)
    {
        var open = parts.View.Child(item, ResourceTypes.Secrets, item.Child("http-certs-public"));
        return open?.SecretText("ca.crt") ?? open?.SecretText("tls.crt");
    }
}

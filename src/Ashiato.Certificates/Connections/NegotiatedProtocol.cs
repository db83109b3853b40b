using System.Reflection;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Certificates.Connections;

/// <summary>Tells Kestrel which protocol client and server have agreed on during the handshake (ALPN).</summary>
/// <remarks>Kestrel asks a feature of the connection for it, whose interface is internal to Kestrel: it is implemented while the program runs.</remarks>
internal class NegotiatedProtocol : DispatchProxy
{
    private static readonly Type s_feature = Type.GetType(
        "Microsoft.AspNetCore.Server.Kestrel.Core.Features.ITlsApplicationProtocolFeature, Microsoft.AspNetCore.Server.Kestrel.Core", throwOnError: true)!;

    // Boxed once, not for every connection.
    private object? _protocol;

    /// <summary>Sets the protocol of a connection.</summary>
    public static void Set(IFeatureCollection features, ReadOnlyMemory<byte> protocol)
    {
        object proxy = Create(s_feature, typeof(NegotiatedProtocol));
        ((NegotiatedProtocol)proxy)._protocol = protocol;
        features[s_feature] = proxy;
    }

    /// <summary>The only member of the interface is the protocol.</summary>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _protocol;
}

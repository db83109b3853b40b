using System.Net.Security;
using Ashiato.Certificates;

namespace Ashiato.Roles;

/// <summary>Connections to another process's store, which show a certificate that may become another.</summary>
/// <remarks>
/// What a handler shows with the certificates behind it is one for all of its connections. So another certificate means another handler; the one before ends what it has begun and is let go with the one
/// after that.
/// </remarks>
/// <param name="identity">What is shown.</param>
/// <param name="connect">Makes a handler that shows it.</param>
internal sealed class StoreConnections(FollowedFiles<ClientIdentity> identity, Func<SslStreamCertificateContext, HttpMessageHandler> connect) : HttpMessageHandler
{
    private readonly Lock _changing = new();
    private Connection? _current, _before;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Current().Invoker.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_changing)
            {
                _current?.Invoker.Dispose();
                _before?.Invoker.Dispose();
            }
        }
        base.Dispose(disposing);
    }

    private Connection Current()
    {
        if (Volatile.Read(ref _current) is { } known && known.Identity == identity.Current) return known;
        lock (_changing)
        {
            // Asked again: whoever was here first may have known a later one.
            var shown = identity.Current;
            if (_current is { } made && made.Identity == shown) return made;
            _before?.Invoker.Dispose();
            _before = _current;
            var next = new Connection(shown, new HttpMessageInvoker(connect(shown.Shown)));
            Volatile.Write(ref _current, next);
            return next;
        }
    }

    private sealed record Connection(ClientIdentity Identity, HttpMessageInvoker Invoker);
}

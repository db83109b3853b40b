namespace Ashiato.Kube.Credentials;

/// <summary>Where an API server is, and who asks.</summary>
public sealed class KubeConnection
{
    /// <summary>The server.</summary>
    public required Uri Server { get; init; }

    /// <summary>The namespace that counts when nobody names one.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The name that the server's certificate must have, if it is not the address's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>True when any certificate of the server will do. Only ever because a file said so.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>The proxy on the way.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Reads what is trusted, again and again, since files change.</summary>
    public Func<CancellationToken, Task<ServerTrust>> ReadTrustAsync { get; init; } = static _ => Task.FromResult(new ServerTrust(null));

    /// <summary>The value of <c>Authorization</c>; true asks for a fresh one, because the last was refused.</summary>
    public Func<bool, CancellationToken, Task<string?>> ReadAuthorizationAsync { get; init; } = static (_, _) => Task.FromResult<string?>(null);

    /// <summary>Headers of every request, such as those of impersonation.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Puts onto a request what shows who asks.</summary>
    internal async Task AuthorizeAsync(HttpRequestMessage request, bool isRefused, CancellationToken cancel)
    {
        if (await ReadAuthorizationAsync(isRefused, cancel) is { } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
    }
}

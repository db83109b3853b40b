using System.Collections.Concurrent;

namespace Ashiato.Kube.TestServer.Faults;

/// <summary>A request that was answered.</summary>
internal sealed record LoggedRequest(string User, string Verb, string Group, string Resource, string Namespace, string Name, int Code)
{
    public bool IsWrite => Verb is not ("get" or "list" or "watch");
}

/// <summary>Who asked for what, for tests that count.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    public IReadOnlyCollection<LoggedRequest> Requests => _requests;

    public void Add(LoggedRequest request) => _requests.Enqueue(request);

    public void Clear() => _requests.Clear();

    /// <summary>The writes of somebody that changed, or would have changed, something.</summary>
    public IReadOnlyList<LoggedRequest> WritesOf(string user) => [.. _requests.Where(request => request.User == user && request.IsWrite && request.Resource != "leases")];
}

using System.Net;
using System.Runtime.ExceptionServices;
using Ashiato.Kube.Client;

namespace Ashiato.Operator.Running;

/// <summary>The steps of one round of work on an object. One that the API server refuses keeps back those that need it, and no others: certificates are renewed though a Service cannot be made.</summary>
/// <remarks>A server that is away, or too busy, refuses everything: then the round ends at once, to be tried again as a whole.</remarks>
internal sealed class Steps
{
    private ExceptionDispatchInfo? _first;

    /// <summary>What the server said of the first step that it refused; <see langword="null"/> while it refused none.</summary>
    public string? Failure => _first?.SourceException.Message;

    /// <summary>Does a step.</summary>
    /// <returns>Its outcome, or <paramref name="otherwise"/> when the server refused it.</returns>
    public async Task<T> TryAsync<T>(Func<Task<T>> step, T otherwise)
    {
        try
        {
            return await step();
        }
        catch (KubeApiException e) when (IsOfOneObject(e))
        {
            _first ??= ExceptionDispatchInfo.Capture(e);
            return otherwise;
        }
    }

    /// <summary>The same for a step without an outcome.</summary>
    /// <returns>True when it was done.</returns>
    public Task<bool> TryAsync(Func<Task> step) => TryAsync(async () =>
    {
        await step();
        return true;
    }, false);

    /// <summary>Ends the round as a failed one, if a step was refused.</summary>
    public void End() => _first?.Throw();

    /// <summary>True when the answer is about what was written: it is not valid, not allowed, or a webhook that is asked about it does not work. A conflict is none: the round has looked at what is no longer so.</summary>
    private static bool IsOfOneObject(KubeApiException e) =>
        !e.IsNamespaceTerminating && e.Code is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.InternalServerError;
}

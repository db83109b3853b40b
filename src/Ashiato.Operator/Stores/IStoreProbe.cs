using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Stores;

/// <summary>Asks a store how it is.</summary>
internal interface IStoreProbe
{
    /// <summary>Asks the store in a pod.</summary>
    /// <param name="store">The store's object.</param>
    /// <param name="address">The pod's address.</param>
    /// <param name="authority">Who signed its certificate, in PEM; <see langword="null"/> without TLS.</param>
    /// <param name="token">What it asks callers for.</param>
    /// <param name="cancel">Ends the question.</param>
    /// <returns><c>green</c>, <c>yellow</c> or <c>red</c>; <see langword="null"/> when it does not answer.</returns>
    Task<string?> AskAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel);

    /// <summary>Asks the store in a pod whether it takes a token.</summary>
    /// <param name="store">The store's object.</param>
    /// <param name="address">The pod's address.</param>
    /// <param name="authority">Who signed its certificate, in PEM; <see langword="null"/> without TLS.</param>
    /// <param name="token">The token of a console, a server or the operator.</param>
    /// <param name="cancel">Ends the question.</param>
    /// <returns>False when it refuses it or does not answer.</returns>
    Task<bool> KnowsAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel);
}

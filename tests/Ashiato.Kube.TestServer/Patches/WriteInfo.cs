namespace Ashiato.Kube.TestServer.Patches;

/// <summary>Who writes, and where.</summary>
/// <param name="Manager">The manager of fields.</param>
/// <param name="Subresource">Such as <c>status</c>, or empty.</param>
/// <param name="IsForced">True when fields of others are taken over.</param>
/// <param name="Time">Now, as the API writes it.</param>
internal sealed record WriteInfo(string Manager, string Subresource, bool IsForced, string Time);

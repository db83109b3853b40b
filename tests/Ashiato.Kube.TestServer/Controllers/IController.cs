namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>One of the loops that make a cluster of stored objects.</summary>
internal interface IController
{
    /// <summary>Looks at everything and does what is missing. Called after each change, never twice at the same time.</summary>
    Task StepAsync();
}

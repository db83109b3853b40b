namespace Ashiato.Kube.Credentials;

/// <summary>It is not known how to reach a cluster, or as whom.</summary>
/// <param name="message">What is missing or wrong, and what to do.</param>
/// <param name="cause">What went wrong below, if anything.</param>
public sealed class KubeCredentialsException(string message, Exception? cause = null) : Exception(message, cause);

namespace Ashiato.Intake.Sampling;

/// <summary>Tail-based sampling cannot be set up as it is described.</summary>
/// <param name="message">What is wrong, where, and what to write instead.</param>
/// <param name="cause">The cause, where there is one.</param>
public sealed class TailSamplingException(string message, Exception? cause = null) : Exception(message, cause);

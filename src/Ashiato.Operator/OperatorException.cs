namespace Ashiato.Operator;

/// <summary>The operator cannot run.</summary>
/// <param name="message">What is missing, and what to do.</param>
internal sealed class OperatorException(string message) : Exception(message);

namespace Ashiato.Query.Kql;

/// <summary>A text is not a query that can be answered. The message is the problem's English sentence.</summary>
/// <param name="problem">What was found and what was expected.</param>
/// <param name="at">What it is about.</param>
public sealed class KqlException(KqlProblem problem, KqlSpan at) : Exception(problem.ToString())
{
    /// <summary>What was found and what was expected.</summary>
    public KqlProblem Problem => problem;

    /// <summary>Which part of the text the message is about.</summary>
    public KqlSpan At => at;
}

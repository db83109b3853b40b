namespace Ashiato.Query.Traces;

/// <summary>What a row of a trace stands for.</summary>
public enum TraceRowKind
{
    /// <summary>A request, message or job that a service handled.</summary>
    Transaction,

    /// <summary>A timed step inside a transaction.</summary>
    Span,

    /// <summary>A parent that rows refer to and that never arrived. Its times are those of its children.</summary>
    Missing,
}

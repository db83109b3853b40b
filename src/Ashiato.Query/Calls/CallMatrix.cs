namespace Ashiato.Query.Calls;

/// <summary>Where each endpoint spends its time.</summary>
/// <param name="Columns">The kinds of calls that take most time over all endpoints.</param>
/// <param name="Rows">The endpoints, most time spent first.</param>
/// <param name="Evidence">On what it rests.</param>
public sealed record CallMatrix(IReadOnlyList<CallKind> Columns, IReadOnlyList<CallMatrixRow> Rows, Evidence Evidence);

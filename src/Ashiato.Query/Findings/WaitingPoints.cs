using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Where a request may have to wait for others: the statements that take locks, the begin of a transaction, its first write, and the opening of a connection.</summary>
internal static class WaitingPoints
{
    /// <summary>The spans of a request that may wait.</summary>
    /// <remarks>
    /// From <c>BEGIN</c> to the first row a transaction waits in one of three places: some databases lock with <c>BEGIN</c> itself, else a reading
    /// statement says that it locks, else the first statement that writes does. Later writes meet what is already held.
    /// </remarks>
    public static IEnumerable<SampledSpan> Of(SampledRequest request, CallSample all)
    {
        bool isOpen = false;
        foreach (var span in request.Spans)
        {
            var kind = all.Kinds[span.Kind];
            if (kind.Scope != CallScope.Database || span.Step == CallStep.Prepare) continue;
            if (span.Step == CallStep.Connect)
            {
                yield return span;
            }
            else if (Statements.Begins(kind.Text))
            {
                isOpen = true;
                yield return span;
            }
            else if (Statements.Ends(kind.Text))
            {
                isOpen = false;
            }
            else if (Statements.Locks(kind.Text))
            {
                yield return span;
            }
            else if (isOpen && Statements.Writes(kind.Text))
            {
                isOpen = false;
                yield return span;
            }
        }
    }
}

namespace Ashiato.Storage.Execution;

/// <summary>Finds what a query asks for in one row group after the other. Not thread-safe.</summary>
/// <typeparam name="T">The collector itself.</typeparam>
internal interface ICollector<in T>
{
    /// <summary>Takes in the rows of a row group.</summary>
    void Add(QueryPart part);

    /// <summary>Takes in what a collector of the same query found in other row groups; that one is not used any more.</summary>
    void Merge(T other);
}

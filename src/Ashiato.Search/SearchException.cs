namespace Ashiato.Search;

/// <summary>A request that cannot be answered, in the form of Elasticsearch's errors.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">The error's type, as clients know it.</param>
/// <param name="reason">What is wrong, with what, and what to do, as a sentence.</param>
internal sealed class SearchException(int status, string type, string reason) : Exception(reason)
{
    /// <summary>The type of errors about what a query asks of a field.</summary>
    public const string QueryType = "query_shard_exception";

    /// <summary>The type of errors about values that are no moments.</summary>
    public const string MomentType = "parse_exception";

    public int Status => status;

    public string Type => type;

    /// <summary>The request says something that is not understood.</summary>
    public static SearchException Parsing(string reason) => new(400, "parsing_exception", reason);

    /// <summary>The request asks for something that Elasticsearch has and Ashiato has not.</summary>
    public static SearchException Unsupported(string what) => new(400, "illegal_argument_exception", $"{what} is not supported by Ashiato.");

    /// <summary>The request says something that makes no sense.</summary>
    public static SearchException Illegal(string reason) => new(400, "illegal_argument_exception", reason);

    /// <summary>A query asks something of a field that its type cannot answer.</summary>
    public static SearchException Query(string reason) => new(400, QueryType, reason);

    /// <summary>There is no such data stream.</summary>
    public static SearchException NoIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");
}

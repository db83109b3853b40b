namespace Ashiato.Search;

/// <summary>What a request to the Search API does.</summary>
public enum SearchAccess
{
    /// <summary>It reads events.</summary>
    Read,

    /// <summary>It sends events.</summary>
    Write,
}

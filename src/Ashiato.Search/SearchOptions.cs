using Microsoft.AspNetCore.Http;

namespace Ashiato.Search;

/// <summary>How the Search API presents itself, and whom it answers.</summary>
public sealed class SearchOptions
{
    /// <summary>The name of the cluster that <c>GET /</c> tells. Default <c>ashiato</c>.</summary>
    public string ClusterName { get; set; } = "ashiato";

    /// <summary>The name of the one node. Default <c>ashiato</c>.</summary>
    public string NodeName { get; set; } = "ashiato";

    /// <summary>The version of Elasticsearch whose API this is. Default 8.19.0.</summary>
    public string Version { get; set; } = "8.19.0";

    /// <summary>Decides by what a request shows whether its caller may do something. Default: everyone may.</summary>
    public Func<HttpContext, SearchAccess, ValueTask<SearchAdmission>>? Admit { get; set; }
}

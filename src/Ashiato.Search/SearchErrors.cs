using System.Text.Json.Nodes;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Search;

/// <summary>What goes wrong, in the form of Elasticsearch's errors.</summary>
internal static class SearchErrors
{
    /// <summary>What to answer, or <see langword="null"/> for what nobody foresaw.</summary>
    public static SearchException? Of(Exception e) => e switch
    {
        SearchException known => known,
        QueryException refused => SearchException.Query(refused.Message),
        StoreBusyException busy => new SearchException(StatusCodes.Status429TooManyRequests, "es_rejected_execution_exception", busy.Message),
        IOException or HttpRequestException => new SearchException(StatusCodes.Status503ServiceUnavailable, "no_shard_available_action_exception", $"The store could not be read: {e.Message}"),
        // What stands in a request may be of any type; these are what reading the wrong one throws.
        InvalidOperationException or FormatException or KeyNotFoundException when e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true => SearchException.Parsing($"The request holds a value of the wrong type: {e.Message}"),
        _ => null,
    };

    /// <summary>The answer.</summary>
    public static JsonObject ToJson(SearchException error)
    {
        var cause = new JsonObject { ["type"] = error.Type, ["reason"] = error.Message };
        return new JsonObject
        {
            ["error"] = new JsonObject { ["root_cause"] = new JsonArray(cause), ["type"] = error.Type, ["reason"] = error.Message },
            ["status"] = error.Status,
        };
    }
}

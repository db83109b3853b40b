using System.Text.Json.Nodes;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Search;

/// <summary>What goes wrong, in the form of Elasticsearch's errors.</summary>
internal static partial class SearchErrors
{
    /// <summary>What is answered where nobody foresaw what went wrong.</summary>
    private static SearchException Unforeseen => new(StatusCodes.Status500InternalServerError, "exception", "The request failed inside Ashiato; its log says why.");

    /// <summary>What to answer, or <see langword="null"/> for what nobody foresaw.</summary>
    public static SearchException? Of(Exception e) => e switch
    {
        SearchException known => known,
        QueryException refused => SearchException.Query(refused.Message),
        StoreBusyException busy => new SearchException(StatusCodes.Status429TooManyRequests, "es_rejected_execution_exception", busy.Message),
        // It is an IOException, and nothing of the store's.
        BadHttpRequestException bad => new SearchException(bad.StatusCode, "parsing_exception", $"The request could not be read: {bad.Message}"),
        InvalidDataException broken when broken.Source?.StartsWith("System.IO.Compression", StringComparison.Ordinal) == true => SearchException.Parsing($"The body cannot be unpacked: {broken.Message}"),
        IOException or HttpRequestException => new SearchException(StatusCodes.Status503ServiceUnavailable, "no_shard_available_action_exception", $"The store could not be read: {e.Message}"),
        // What stands in a request may be of any type; these are what reading the wrong one throws.
        InvalidOperationException or FormatException or KeyNotFoundException when e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true => SearchException.Parsing($"The request holds a value of the wrong type: {e.Message}"),
        _ => null,
    };

    /// <summary>What to answer; what nobody foresaw is logged.</summary>
    public static SearchException Of(Exception e, HttpContext context, ILogger log)
    {
        if (Of(e) is { } known) return known;
        LogFailed(log, context.Request.Path, e);
        return Unforeseen;
    }

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

    [LoggerMessage(LogLevel.Error, "Answering {Path} failed.")]
    private static partial void LogFailed(ILogger log, string path, Exception exception);
}

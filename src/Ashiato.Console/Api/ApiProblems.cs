using Ashiato.Query.Kql;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ashiato.Console.Api;

/// <summary>What cannot be answered, as RFC 9457 problem details whose <c>detail</c> is a sentence for a person.</summary>
internal static class ApiProblems
{
    public static ProblemHttpResult BadRequest(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest, title: "Bad request");

    /// <summary>A query that cannot be read; <c>start</c> and <c>length</c> say, in characters, which part of it the sentence is about.</summary>
    public static ProblemHttpResult BadQuery(KqlException error) => TypedResults.Problem(
        error.Message, statusCode: StatusCodes.Status400BadRequest, title: "Bad query",
        extensions: new Dictionary<string, object?> { ["start"] = error.At.Start, ["length"] = error.At.Length });

    public static ProblemHttpResult NotFound(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ProblemHttpResult Unauthorized(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in");

    public static ProblemHttpResult Forbidden(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");

    public static ProblemHttpResult TooMany(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status429TooManyRequests, title: "Too many tries");

    public static ProblemHttpResult Unavailable(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Store unavailable");

    public static ProblemHttpResult Failed(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status500InternalServerError, title: "Failed");

    /// <summary>For a request that no endpoint takes.</summary>
    public static ProblemHttpResult NoSuchAddress(HttpContext context)
    {
        // Endpoints take JSON alone: a page elsewhere can make a browser send a form or plain text without asking, but not JSON.
        bool isOtherContent = (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method)) && !context.Request.HasJsonContentType();
        return isOtherContent
            ? BadRequest("The body is not JSON; send it with the header 'Content-Type: application/json'.")
            : NotFound($"There is nothing at {context.Request.Path}; {ApiEndpoints.DescriptionPath} lists what there is.");
    }
}

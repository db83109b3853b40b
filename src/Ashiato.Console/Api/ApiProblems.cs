using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ashiato.Console.Api;

/// <summary>What cannot be answered, as RFC 9457 problem details whose <c>detail</c> is a sentence for a person.</summary>
internal static class ApiProblems
{
    public static ProblemHttpResult BadRequest(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest, title: "Bad request");

    public static ProblemHttpResult NotFound(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ProblemHttpResult Unavailable(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Store unavailable");

    public static ProblemHttpResult Failed(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status500InternalServerError, title: "Failed");

    public static ProblemHttpResult NoSuchAddress(HttpContext context) =>
        NotFound($"There is nothing at {context.Request.Path}; {ApiEndpoints.DescriptionPath} lists what there is.");
}

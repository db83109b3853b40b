using Ashiato.Console.Frame;
using Ashiato.Console.Localisation;
using Ashiato.Model;
using Ashiato.Query.Kql;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ashiato.Console.Api;

/// <summary>What cannot be answered, as RFC 9457 problem details whose <c>detail</c> is a sentence for a person.</summary>
internal static class ApiProblems
{
    /// <summary>Something that was given cannot be taken: <c>detail</c> in the language of the request, <c>code</c> for programs.</summary>
    public static ProblemHttpResult Of(Refused refused, int status, string title) => TypedResults.Problem(
        Refusals.Sentence(refused), statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = Refusals.CodeOf(refused.Why) });

    public static ProblemHttpResult BadRequest(Refused refused) => Of(refused, StatusCodes.Status400BadRequest, "Bad request");

    public static ProblemHttpResult BadRequest(Enum why, FormattableString sentence) => BadRequest(new Refused(why, sentence));

    public static ProblemHttpResult BadRequest(ArgumentException wrong) => wrong is RefusedException { Refused: var refused } ? BadRequest(refused) : BadRequest(wrong.Message);

    public static ProblemHttpResult NotFound(Refused refused) => Of(refused, StatusCodes.Status404NotFound, "Not found");

    public static ProblemHttpResult NotFound(Enum why, FormattableString sentence) => NotFound(new Refused(why, sentence));

    public static ProblemHttpResult BadRequest(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest, title: "Bad request");

    /// <summary>A query that cannot be read; <c>start</c> and <c>length</c> say, in characters, which part of it the sentence is about.</summary>
    public static ProblemHttpResult BadQuery(KqlException error) => TypedResults.Problem(
        KqlSentences.Of(error.Problem), statusCode: StatusCodes.Status400BadRequest, title: "Bad query",
        extensions: new Dictionary<string, object?> { ["start"] = error.At.Start, ["length"] = error.At.Length });

    public static ProblemHttpResult NotFound(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ProblemHttpResult Unauthorized(Enum why, FormattableString sentence) => Of(new Refused(why, sentence), StatusCodes.Status401Unauthorized, "Not signed in");

    public static ProblemHttpResult Forbidden(Enum why, FormattableString sentence) => Of(new Refused(why, sentence), StatusCodes.Status403Forbidden, "Not allowed");

    public static ProblemHttpResult TooMany(Enum why, FormattableString sentence) => Of(new Refused(why, sentence), StatusCodes.Status429TooManyRequests, "Too many tries");

    public static ProblemHttpResult Unavailable(Enum why, FormattableString sentence) => Of(new Refused(why, sentence), StatusCodes.Status503ServiceUnavailable, "Store unavailable");

    public static ProblemHttpResult Unavailable(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Store unavailable");

    public static ProblemHttpResult Failed(Enum why, FormattableString sentence) => Of(new Refused(why, sentence), StatusCodes.Status500InternalServerError, "Failed");

    /// <summary>For a request that no endpoint takes.</summary>
    public static ProblemHttpResult NoSuchAddress(HttpContext context)
    {
        // Endpoints take JSON alone: a page elsewhere can make a browser send a form or plain text without asking, but not JSON.
        bool isOtherContent = (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method)) && !context.Request.HasJsonContentType();
        return isOtherContent
            ? BadRequest(ApiRefusal.BodyIsNoJson, $"The body is not JSON; send it with the header 'Content-Type: application/json'.")
            : NotFound(ApiRefusal.NoSuchAddress, $"There is nothing at {context.Request.Path}; {ApiEndpoints.DescriptionPath} lists what there is.");
    }
}

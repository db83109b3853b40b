using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Api;

/// <summary>The JSON that a request brings. The framework's own reading answers a broken one without a word.</summary>
internal static class RequestBody
{
    extension(HttpContext context)
    {
        /// <summary>Reads it.</summary>
        /// <returns>The body, or what to answer when it is not what it should be.</returns>
        public async ValueTask<(T? Body, ProblemHttpResult? Problem)> ReadBodyAsync<T>(CancellationToken cancel)
            where T : class
        {
            try
            {
                var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                var body = await context.Request.ReadFromJsonAsync<T>(json, cancel);
                return body is null ? (null, ApiProblems.BadRequest("The body is null; send an object.")) : (body, null);
            }
            catch (JsonException wrong)
            {
                return (null, ApiProblems.BadRequest($"The body cannot be read: {wrong.Message} {ApiEndpoints.DescriptionPath} says what it may be."));
            }
        }
    }
}

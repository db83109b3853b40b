using System.Text.Json;
using Ashiato.Model;
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
            var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            try
            {
                var body = await context.Request.ReadFromJsonAsync<T>(json, cancel);
                return body is null ? (null, ApiProblems.BadRequest(ApiRefusal.BodyIsNull, $"The body is null; send an object.")) : (body, null);
            }
            catch (JsonException wrong)
            {
                if (BodyWords.At(json.GetTypeInfo(typeof(T)), wrong.Path) is { } words)
                    return (null, ApiProblems.BadRequest(ApiRefusal.NoSuchWord, $"'{wrong.Path}' is no word that is known there; write one of {string.Join(", ", words)}."));
                return (null, ApiProblems.BadRequest(ApiRefusal.BodyUnreadable, $"The body cannot be read: {wrong.Message} {ApiEndpoints.DescriptionPath} says what it may be."));
            }
        }
    }
}

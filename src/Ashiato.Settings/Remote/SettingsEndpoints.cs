using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Settings.Remote;

/// <summary>Offers settings to other roles over HTTP, for <see cref="RemoteSettingsStore"/>.</summary>
public static class SettingsEndpoints
{
    extension(IEndpointRouteBuilder endpoints)
    {
        /// <summary>Maps settings below <c>/settings/v1/</c>.</summary>
        /// <param name="settings">The settings.</param>
        /// <param name="token">What callers must send as <c>Authorization: Bearer …</c>; <see langword="null"/> or empty lets everyone in who can connect.</param>
        public IEndpointConventionBuilder MapSettings(ISettingsStore settings, string? token)
        {
            var served = new ServedSettings(settings, token);
            var group = endpoints.MapGroup("");
            group.MapGet(SettingsWire.ListPath, context => served.AnswerAsync(context, served.ListAsync));
            group.MapGet(SettingsWire.DocumentPath, context => served.AnswerAsync(context, served.FindAsync));
            group.MapPut(SettingsWire.DocumentPath, context => served.AnswerAsync(context, served.PutAsync));
            group.MapDelete(SettingsWire.DocumentPath, context => served.AnswerAsync(context, served.DeleteAsync));
            return group;
        }
    }

    private sealed class ServedSettings(ISettingsStore settings, string? token)
    {
        private const string Scheme = "Bearer ";
        private readonly SecretDigest? _token = string.IsNullOrEmpty(token) ? null : new SecretDigest(token);

        public async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
        {
            string authorization = context.Request.Headers.Authorization.ToString();
            bool isWelcome = _token is null || (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && _token.Matches(authorization[Scheme.Length..]));
            if (!isWelcome)
            {
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, "The token is missing or wrong. Give the caller the token of this store.");
                return;
            }
            try
            {
                await answer(context);
            }
            catch (ArgumentException wrong)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, wrong.Message);
            }
            catch (BadHttpRequestException wrong)
            {
                await RefuseAsync(context, wrong.StatusCode, wrong.Message);
            }
            catch (SettingsUnavailableException away)
            {
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, away.Message);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone; there is nobody to tell.
            }
        }

        public async Task ListAsync(HttpContext context)
        {
            var documents = await settings.ListAsync(Kind(context), context.RequestAborted);
            await context.Response.WriteAsJsonAsync(documents, SettingsWireJson.Default.IReadOnlyListSettingsDocument, cancellationToken: context.RequestAborted);
        }

        public async Task FindAsync(HttpContext context)
        {
            if (await settings.FindAsync(Kind(context), Key(context), context.RequestAborted) is not { } document)
            {
                await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no {Kind(context)} '{Key(context)}'.");
                return;
            }
            context.Response.Headers.ETag = Tag(document.Version);
            context.Response.ContentType = SettingsWire.BinaryType;
            context.Response.ContentLength = document.Value.Length;
            await context.Response.Body.WriteAsync(document.Value, context.RequestAborted);
        }

        public async Task PutAsync(HttpContext context)
        {
            long? version = await settings.PutAsync(Kind(context), Key(context), await BodyAsync(context), Expected(context), context.RequestAborted);
            if (version is null)
            {
                await RefuseAsync(context, StatusCodes.Status412PreconditionFailed, $"Somebody else has changed the {Kind(context)} '{Key(context)}'.");
                return;
            }
            context.Response.Headers.ETag = Tag(version.Value);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        public async Task DeleteAsync(HttpContext context)
        {
            bool wasThere = await settings.DeleteAsync(Kind(context), Key(context), context.RequestAborted);
            if (wasThere) context.Response.StatusCode = StatusCodes.Status204NoContent;
            else await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no {Kind(context)} '{Key(context)}'.");
        }

        private static string Kind(HttpContext context) => context.Request.Query["kind"].ToString();

        private static string Key(HttpContext context) => context.Request.Query["key"].ToString();

        private static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

        private static long? Expected(HttpContext context)
        {
            string tag = context.Request.Headers.IfMatch.ToString().Trim('"');
            if (tag.Length == 0) return null;
            return long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out long version)
                ? version : throw new ArgumentException($"'{tag}' is no version; send the number of an ETag.");
        }

        private static async Task<byte[]> BodyAsync(HttpContext context)
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = SettingsLimits.MaxValueBytes;
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.ToArray();
        }

        private static Task RefuseAsync(HttpContext context, int status, string reason)
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new SettingsError(reason), SettingsWireJson.Default.SettingsError, cancellationToken: context.RequestAborted);
        }
    }
}

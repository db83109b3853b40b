using Ashiato.Intake.Access;
using Ashiato.Intake.Elastic;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.SourceMaps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Intake.SourceMaps;

/// <summary><c>POST /assets/v1/sourcemaps</c>: builds upload the source maps of their bundles.</summary>
internal sealed class SourceMapEndpoint(ISettingsStore settings, IntakeOptions options, TimeProvider time, CancellationToken stopping)
{
    /// <summary>The longest request. Packed, a map of this size stays well below what the settings take.</summary>
    private const long MaxUploadBytes = 256L << 20;

    private readonly SourceMapStore _maps = new(settings, time);

    /// <summary>Keeps what is uploaded.</summary>
    public async Task HandleAsync(HttpContext context, Caller caller)
    {
        if (caller.Refuse(ApiKeyPrivileges.SourceMapWrite) is { } refusal)
        {
            await Answer.ErrorAsync(context, refusal.Status, refusal.Text);
        }
        else if (!HttpMethods.IsPost(context.Request.Method))
        {
            await Answer.ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "method not supported: " + context.Request.Method);
        }
        else if (!context.Request.HasFormContentType)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "data validation error: send a form (multipart/form-data) with service_name, service_version, bundle_filepath and sourcemap");
        }
        else
        {
            await KeepAsync(context);
        }
    }

    private async Task KeepAsync(HttpContext context)
    {
        using var deadline = new Deadline(time, options.MaxRequestTime, context.RequestAborted, stopping);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxUploadBytes;
        try
        {
            var form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxUploadBytes, ValueLengthLimit = (int)MaxUploadBytes }, deadline.Token);
            byte[] map = await ContentAsync(form, deadline.Token);
            SourceMap.Parse(map);
            await _maps.PutAsync(form["service_name"].ToString(), form["service_version"].ToString(), form["bundle_filepath"].ToString(), map, deadline.Token);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentLength = 0;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, stopping.IsCancellationRequested ? "server is shutting down" : "request timed out");
        }
        catch (BadHttpRequestException wrong) when (wrong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Answer.ErrorAsync(context, wrong.StatusCode, "request body too large");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or ArgumentException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "data validation error: " + wrong.Message);
        }
        catch (SettingsUnavailableException)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "service unavailable");
        }
    }

    /// <summary>The map comes as a file of the form, or as a text in it.</summary>
    private static async Task<byte[]> ContentAsync(IFormCollection form, CancellationToken cancel)
    {
        if (form.Files.GetFile("sourcemap") is not { } file)
            return form["sourcemap"].ToString() is { Length: > 0 } text ? System.Text.Encoding.UTF8.GetBytes(text) : throw Missing();
        if (file.Length == 0) throw Missing();
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancel);
        return content.ToArray();
    }

    private static InvalidDataException Missing() => new("'sourcemap' is missing; send the source map as a file of that name");
}

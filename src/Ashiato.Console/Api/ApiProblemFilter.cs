using Ashiato.Model;
using Ashiato.Settings;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Api;

/// <summary>Turns what goes wrong below an endpoint into problem details.</summary>
internal sealed partial class ApiProblemFilter(ILogger<ApiProblemFilter> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            object? answer = await next(context);
            // The framework could not read a parameter: it has set the status, and leaves the words to us.
            if (context.HttpContext.Response.StatusCode != StatusCodes.Status400BadRequest) return answer;
            return ApiProblems.BadRequest(ApiRefusal.ParameterWrong, $"A parameter of this request is missing or not of its type; {ApiEndpoints.DescriptionPath} says what each may be.");
        }
        catch (RefusedException exception)
        {
            return ApiProblems.BadRequest(exception.Refused);
        }
        catch (QueryException exception)
        {
            return exception.Refused is { } refused ? ApiProblems.BadRequest(refused) : ApiProblems.BadRequest(exception.Message);
        }
        catch (StoreBusyException exception) when (exception.Refused is { } refused)
        {
            return ApiProblems.Of(refused, StatusCodes.Status503ServiceUnavailable, "Store unavailable");
        }
        catch (SettingsUnavailableException exception)
        {
            LogUnreadable(context.HttpContext.Request.Path, exception.Message);
            return ApiProblems.Unavailable(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            LogUnreadable(context.HttpContext.Request.Path, exception.Message);
            return ApiProblems.Unavailable(ApiRefusal.StoreUnreadable, $"The store could not be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(context.HttpContext.Request.Path, exception);
            return ApiProblems.Failed(ApiRefusal.ConsoleFailed, $"The console failed to answer this; its log says why.");
        }
    }

    [LoggerMessage(LogLevel.Error, "The store could not be read to answer {Path}: {Reason}")]
    private partial void LogUnreadable(string path, string reason);

    [LoggerMessage(LogLevel.Error, "Answering {Path} failed.")]
    private partial void LogFailed(string path, Exception exception);
}

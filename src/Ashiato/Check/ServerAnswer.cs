using System.Net;
using System.Text.Json;
using Ashiato.Doctor;

namespace Ashiato.Check;

/// <summary>Reads what a server answers to an agent, be it Ashiato or Elastic's APM Server.</summary>
/// <remarks>Source: the intake specification, sections 3 and 4: both answer in the same words.</remarks>
internal static class ServerAnswer
{
    /// <summary>What an answer to events means; <see langword="null"/> when they were taken.</summary>
    public static CheckStep? Judge(string step, HttpResponseMessage answer, string body, CheckOptions options)
    {
        string reason = ReasonIn(body);
        return answer.StatusCode switch
        {
            HttpStatusCode.Accepted or HttpStatusCode.OK => null,
            HttpStatusCode.Unauthorized => Unauthorized(step, options, reason),
            HttpStatusCode.Forbidden => CheckStep.Failed(step, Cause.NotPermitted, $"The server knows who sends and does not permit it: {reason}."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => CheckStep.Failed(step, Cause.WrongPath, $"Nothing takes events at {answer.RequestMessage?.RequestUri}. Server URLs of agents have no path; check host and port."),
            HttpStatusCode.RequestEntityTooLarge => CheckStep.Failed(step, Cause.TooLarge, $"The server takes no request of this size: {reason}."),
            HttpStatusCode.TooManyRequests => CheckStep.Failed(step, Cause.RateLimited, $"The server limits how much this client may send: {reason}."),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError => CheckStep.Failed(step, Cause.QueueFull, $"The server cannot keep events at the moment: {reason}."),
            HttpStatusCode.BadRequest when IsAboutTls(body) => CheckStep.Failed(step, Cause.PlainHttpOnTlsPort, "The server speaks TLS at this port. Write https:// instead of http://."),
            HttpStatusCode.BadRequest => CheckStep.Failed(step, Cause.EventsRejected, $"The server refuses the events for what they are: {reason}."),
            var other => CheckStep.Failed(step, Cause.WrongPath, $"The server answered {(int)other}, as neither Ashiato nor APM Server does; something else may listen there, or a proxy stand between."),
        };
    }

    /// <summary>Whether a body is what servers say to plain HTTP where they speak TLS: Ashiato, Go (APM Server), and others.</summary>
    public static bool IsAboutTls(string body) =>
        body.Contains("speaks TLS", StringComparison.Ordinal) || body.Contains("HTTP request to an HTTPS server", StringComparison.Ordinal) || body.Contains("HTTP request was sent to HTTPS port", StringComparison.Ordinal);

    /// <summary>The server's version, when it says one.</summary>
    public static string? VersionIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String ? version.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CheckStep Unauthorized(string step, CheckOptions options, string reason) =>
        options.Authorization is null ? CheckStep.Failed(step, Cause.MissingCredentials, "The server asks for a secret token or an API key. Give it with --token or --api-key.")
        : options.Token is not null ? CheckStep.Failed(step, Cause.WrongSecretToken, $"The server does not take this secret token: {reason}.")
        : CheckStep.Failed(step, reason.Contains("improperly", StringComparison.Ordinal) ? Cause.MalformedCredentials : Cause.WrongApiKey, $"The server does not take this API key: {reason}.");

    private static string ReasonIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                if (json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String) return error.GetString()!.TrimEnd('.');
                if (json.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 && errors[0].TryGetProperty("message", out var message)) return message.ToString().TrimEnd('.');
            }
        }
        catch (JsonException)
        {
            // Some proxies answer with a page.
        }
        string line = body.Split('\n')[0].Trim().TrimEnd('.');
        return line.Length is 0 or > 200 || line.StartsWith('<') ? "it gives no reason" : line;
    }
}

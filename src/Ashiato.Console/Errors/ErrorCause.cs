using System.Text.Json;

namespace Ashiato.Console.Errors;

/// <summary>An exception, or a logged message, with its stack trace.</summary>
/// <param name="Type">The exception's type; <see langword="null"/> for a log.</param>
/// <param name="Message">What it says.</param>
/// <param name="IsHandled">True when somebody handled it; <see langword="null"/> when that is not known.</param>
/// <param name="Frames">From where it was thrown outwards; library frames in a row stand together.</param>
public sealed record ErrorCause(string? Type, string Message, bool? IsHandled, IReadOnlyList<FrameGroup> Frames)
{
    /// <summary>What an ECS document of an error tells: the exception, then what caused it, outermost first; then the log.</summary>
    public static IReadOnlyList<ErrorCause> Read(JsonElement document)
    {
        var error = Json.Member(document, "error");
        var causes = Json.Items(error, "exception").Select(OfException).ToList();
        if (Json.Member(error, "log") is { } log) causes.Add(new ErrorCause(null, Json.Text(log, "message") ?? "", null, FrameGroup.Of(Json.Items(log, "stacktrace"))));
        // OpenTelemetry sends a stack trace as one text.
        if (causes.Count == 0 && error is not null) causes.Add(new ErrorCause(Json.Text(error, "type"), Json.Text(error, "message") ?? "", null, []));
        return causes;
    }

    /// <summary>The stack trace as one text, where it came like that.</summary>
    public static string? PlainTrace(JsonElement document) =>
        Json.Text(Json.Member(document, "error"), "stack_trace") ?? Json.Text(Json.Member(document, "code"), "stacktrace");

    private static ErrorCause OfException(JsonElement exception) => new(
        Json.Text(exception, "type"),
        Json.Text(exception, "message") ?? "",
        Json.Member(exception, "handled")?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
        FrameGroup.Of(Json.Items(exception, "stacktrace")));
}

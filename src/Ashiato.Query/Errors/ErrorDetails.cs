using System.Text.Json;

namespace Ashiato.Query.Errors;

/// <summary>One error group in a period.</summary>
/// <param name="Group">Its numbers; it has as many counts as a chart can show.</param>
/// <param name="IntervalMicros">The length of the interval of a count.</param>
/// <param name="FirstIntervalMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="EverFirstMicros">When it was first seen at all, as far as events are kept.</param>
/// <param name="Versions">Occurrences by <c>service.version</c>, most first.</param>
/// <param name="Transactions">Transactions in which it happened, most first.</param>
/// <param name="Samples">Occurrences to look at, newest first; some of them when there are many.</param>
/// <param name="Shown">The ECS document of the one that is shown; <see langword="null"/> when there is none.</param>
public sealed record ErrorDetails(
    ErrorGroup Group, long FirstIntervalMicros, long IntervalMicros, long EverFirstMicros, IReadOnlyList<ErrorShare> Versions, IReadOnlyList<ErrorShare> Transactions, IReadOnlyList<ErrorSample> Samples, JsonElement? Shown);

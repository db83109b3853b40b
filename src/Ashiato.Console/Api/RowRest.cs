using System.Text.Json.Serialization;
using Ashiato.Query.Traces;

namespace Ashiato.Console.Api;

/// <summary>What few rows have; under the names of <see cref="TraceRow"/>.</summary>
internal sealed record RowRest
{
    public static RowRest Nothing { get; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ShiftMicros { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFailed { get; init; }

    public int? StatusCode { get; init; }

    public int? CallCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CallSumMicros { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAsync { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUnfinished { get; init; }

    public long? RowsAffected { get; init; }

    public IReadOnlyList<SpanLink>? Links { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ErrorCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DroppedSpans { get; init; }

    public IReadOnlyList<LostSpans>? Lost { get; init; }

    /// <summary>The rest of a row.</summary>
    public static RowRest Of(TraceRow row) => new()
    {
        ShiftMicros = row.ShiftMicros,
        IsFailed = row.IsFailed,
        StatusCode = row.StatusCode,
        CallCount = row.CallCount > 1 ? row.CallCount : null,
        CallSumMicros = row.CallSumMicros,
        IsAsync = row.IsAsync,
        IsUnfinished = row.IsUnfinished,
        RowsAffected = row.RowsAffected,
        Links = row.Links,
        ErrorCount = row.ErrorCount,
        DroppedSpans = row.DroppedSpans,
        Lost = row.Lost,
    };
}

namespace Ashiato.Query.Calls;

/// <summary>Where one endpoint spends its time; shares are parts of its requests' time, 0 to 1, and may add up to more where calls run in parallel.</summary>
/// <param name="Endpoint">Which, with how often it was asked.</param>
/// <param name="AverageMicros">The mean of its requests, in microseconds.</param>
/// <param name="Cells">One a column.</param>
/// <param name="OtherDatabase">The share of other calls of databases.</param>
/// <param name="OtherExternal">The share of other calls to services.</param>
/// <param name="OtherSpans">The share of everything else that spans tell.</param>
/// <param name="Own">The share of which no span tells.</param>
public sealed record CallMatrixRow(
    EndpointNumbers Endpoint, double AverageMicros, IReadOnlyList<CallMatrixCell> Cells, double OtherDatabase, double OtherExternal, double OtherSpans, double Own);

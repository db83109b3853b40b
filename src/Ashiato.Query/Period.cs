using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>What every question is limited to: a time range and, if given, one environment and a condition.</summary>
/// <param name="Time">When the events happened.</param>
/// <param name="Environment"><c>service.environment</c>; <see cref="NoEnvironment"/> for what names none, <see langword="null"/> for all.</param>
/// <param name="Where">What events must fulfil, as KQL makes it; <see langword="null"/> for nothing.</param>
public readonly record struct Period(TimeRange Time, string? Environment = null, Filter? Where = null)
{
    /// <summary>Stands for events that name no environment.</summary>
    public const string NoEnvironment = "(none)";
}

using Ashiato.Model;

namespace Ashiato.Query.Kql;

/// <summary>What a query needs to know to be understood.</summary>
/// <param name="Now">What <c>now</c> means.</param>
public sealed record KqlContext(DateTimeOffset Now)
{
    /// <summary>Whose days dates are. Default UTC.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The dynamic fields that the store holds, for names with wildcards.</summary>
    public IReadOnlyList<Field> DynamicFields { get; init; } = [];
}

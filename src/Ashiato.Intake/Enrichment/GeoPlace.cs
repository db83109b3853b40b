namespace Ashiato.Intake.Enrichment;

/// <summary>Where an address is. What the database does not say is <see langword="null"/>.</summary>
/// <param name="Continent">The English name.</param>
/// <param name="CountryCode">Two letters, ISO 3166-1.</param>
/// <param name="Country">The English name.</param>
/// <param name="RegionCode">Country and subdivision, ISO 3166-2, such as <c>AU-NSW</c>.</param>
/// <param name="Region">The English name.</param>
/// <param name="City">The English name.</param>
/// <param name="Location">JSON: <c>{"lon":…,"lat":…}</c>, degrees.</param>
internal sealed record GeoPlace(string? Continent, string? CountryCode, string? Country, string? RegionCode, string? Region, string? City, string? Location);

namespace Ashiato.Intake.Tests.Enrichment;

/// <summary>Records as GeoLite2-City has them.</summary>
internal static class Places
{
    public static Dictionary<string, object> Sydney => Of("Oceania", "AU", "Australia", "NSW", "New South Wales", "Sydney", 151.2, -33.9);

    public static Dictionary<string, object> America => new()
    {
        ["continent"] = Named("North America"),
        ["country"] = new Dictionary<string, object>(Named("United States")) { ["iso_code"] = "US" },
        ["location"] = new Dictionary<string, object> { ["longitude"] = -97.822, ["latitude"] = 37.751 },
    };

    public static Dictionary<string, object> Of(
        string continent, string countryCode, string country, string regionCode, string region, string city, double longitude, double latitude) => new()
        {
            ["continent"] = Named(continent),
            ["country"] = new Dictionary<string, object>(Named(country)) { ["iso_code"] = countryCode },
            ["subdivisions"] = new List<object> { new Dictionary<string, object>(Named(region)) { ["iso_code"] = regionCode } },
            ["city"] = Named(city),
            ["location"] = new Dictionary<string, object> { ["longitude"] = longitude, ["latitude"] = latitude },
        };

    private static Dictionary<string, object> Named(string name) => new() { ["names"] = new Dictionary<string, object> { ["en"] = name, ["ja"] = "…" } };
}

using System.Net;
using Ashiato.Intake.Enrichment;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Intake.Tests.Enrichment;

public sealed class GeoDatabaseTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ashiato-geo-").FullName;
    private readonly SteppingTime _time = new();

    private string FilePath => Path.Combine(_directory, "city.mmdb");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void An_address_of_the_database_has_a_place()
    {
        MmdbFile.Write(FilePath, ("1.2.3.4", Places.Sydney));
        using var database = Open();

        var place = database.Find(IPAddress.Parse("1.2.3.4"));

        Assert.Equal(new GeoPlace("Oceania", "AU", "Australia", "AU-NSW", "New South Wales", "Sydney", "{\"lon\":151.2,\"lat\":-33.9}"), place);
    }

    [Theory]
    [InlineData("1.2.3.5")]
    [InlineData("::1")]
    public void An_address_that_the_database_does_not_know_has_none(string address)
    {
        MmdbFile.Write(FilePath, ("1.2.3.4", Places.Sydney));
        using var database = Open();

        Assert.Null(database.Find(IPAddress.Parse(address)));
    }

    [Fact]
    public void What_a_record_leaves_out_is_left_out()
    {
        MmdbFile.Write(FilePath, ("1.2.3.4", Places.America));
        using var database = Open();

        Assert.Equal(new GeoPlace("North America", "US", "United States", null, null, null, "{\"lon\":-97.822,\"lat\":37.751}"), database.Find(IPAddress.Parse("1.2.3.4")));
    }

    [Fact]
    public void A_file_that_is_replaced_is_read_again()
    {
        MmdbFile.Write(FilePath, ("1.2.3.4", Places.America));
        using var database = Open();
        database.Find(IPAddress.Parse("1.2.3.4"));

        MmdbFile.Write(FilePath, ("1.2.3.4", Places.Sydney));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("Sydney", database.Find(IPAddress.Parse("1.2.3.4"))?.City);
    }

    [Fact]
    public void A_replacement_that_cannot_be_read_leaves_the_one_before_in_use()
    {
        MmdbFile.Write(FilePath, ("1.2.3.4", Places.Sydney));
        using var database = Open();

        File.WriteAllText(FilePath, "not a database");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("Sydney", database.Find(IPAddress.Parse("1.2.3.4"))?.City);
    }

    [Theory]
    [InlineData("not a database")]
    [InlineData(null)]
    public void A_file_that_cannot_be_read_is_refused_with_its_name(string? content)
    {
        if (content is not null) File.WriteAllText(FilePath, content);

        var refusal = Assert.Throws<GeoDatabaseException>(Open);

        Assert.Contains($"The GeoIP database '{FilePath}' cannot be read", refusal.Message, StringComparison.Ordinal);
    }

    private GeoDatabase Open() => new(FilePath, _time, NullLogger.Instance);
}

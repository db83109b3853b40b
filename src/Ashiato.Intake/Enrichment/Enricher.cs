using Ashiato.Intake.Elastic;
using Ashiato.Intake.Enrichment.Statements;
using Ashiato.Model;

namespace Ashiato.Intake.Enrichment;

/// <summary>Adds what follows from the fields of an event, whichever protocol it came by. Thread-safe.</summary>
/// <remarks>
/// It works on finished batches, column by column: what a text stands for is found once per distinct text of the batch.
/// In Elastic's stack ingest pipelines do this when a document is indexed.
/// </remarks>
/// <param name="userAgents">Who clients are.</param>
/// <param name="places">Where clients are; <see langword="null"/> without a database.</param>
internal sealed class Enricher(UserAgents userAgents, GeoDatabase? places)
{
    /// <summary>The same events with the fields that follow.</summary>
    public EventBatch Enrich(EventBatch batch)
    {
        List<Column>? columns = null;
        if (batch.Find(Fields.UserAgentOriginal) is StringColumn names) AddUserAgents(names, Added());
        if (batch.Find(Fields.ClientIp) is StringColumn clients) AddPlaces(clients, Added());
        if (batch.Find(Fields.DestinationAddress) is StringColumn destinations)
            Put(Added(), DerivedColumn.Of(destinations, Fields.DestinationIp, TextsOf(destinations, static text => ClientAddress.TryIp(text, out _))));
        if (SuccessCounts.Of(batch) is { } successes) Put(Added(), successes);
        if (SpanFingerprints.Of(batch) is { } fingerprints) Put(Added(), fingerprints);
        return columns is null ? batch : new EventBatch(batch.Id, batch.RowCount, columns);

        List<Column> Added() => columns ??= [.. batch.Columns];
    }

    private void AddUserAgents(StringColumn names, List<Column> columns)
    {
        var found = new UserAgent?[names.Pool.Count];
        for (int code = 0; code < found.Length; code++) found[code] = userAgents.Find(names.Pool[code]);
        Add(Fields.UserAgentName, static agent => agent.Name);
        Add(Fields.UserAgentVersion, static agent => agent.Version);
        Add(Fields.UserAgentOsName, static agent => agent.OsName);
        Add(Fields.UserAgentOsVersion, static agent => agent.OsVersion);
        Add(Fields.UserAgentOsFull, static agent => agent.OsFull);
        Add(Fields.UserAgentDeviceName, static agent => agent.DeviceName);

        void Add(Field field, Func<UserAgent, string?> part) => Put(columns, DerivedColumn.Of(names, field, TextsOf(found, part)));
    }

    private void AddPlaces(StringColumn clients, List<Column> columns)
    {
        var found = new GeoPlace?[clients.Pool.Count];
        bool hasUnreadable = false;
        for (int code = 0; code < found.Length; code++)
        {
            if (!ClientAddress.TryIp(clients.Pool[code], out var address)) hasUnreadable = true;
            else found[code] = places?.Find(address);
        }
        if (hasUnreadable) Replace(columns, Fields.ClientIp, DerivedColumn.Of(clients, Fields.ClientIp, TextsOf(clients, static text => ClientAddress.TryIp(text, out _))));
        if (places is null) return;
        Add(Fields.ClientGeoContinentName, static place => place.Continent);
        Add(Fields.ClientGeoCountryIsoCode, static place => place.CountryCode);
        Add(Fields.ClientGeoCountryName, static place => place.Country);
        Add(Fields.ClientGeoRegionIsoCode, static place => place.RegionCode);
        Add(Fields.ClientGeoRegionName, static place => place.Region);
        Add(Fields.ClientGeoCityName, static place => place.City);
        Add(Fields.ClientGeoLocation, static place => place.Location);

        void Add(Field field, Func<GeoPlace, string?> part) => Put(columns, DerivedColumn.Of(clients, field, TextsOf(found, part)));
    }

    private static string?[] TextsOf<T>(T?[] found, Func<T, string?> part) where T : class => Array.ConvertAll(found, one => one is null ? null : part(one));

    private static string?[] TextsOf(StringColumn column, Func<ReadOnlySpan<byte>, bool> isKept)
    {
        var texts = new string?[column.Pool.Count];
        for (int code = 0; code < texts.Length; code++)
            if (isKept(column.Pool[code])) texts[code] = column.Pool.GetString(code);
        return texts;
    }

    private static void Put(List<Column> columns, Column? column)
    {
        if (column is not null) Replace(columns, column.Field, column);
    }

    private static void Replace(List<Column> columns, Field field, Column? column)
    {
        columns.RemoveAll(existing => existing.Field.Equals(field));
        if (column is not null) columns.Add(column);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using MaxMind.Db;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.Enrichment;

/// <summary>Finds places by addresses in a MaxMind database file, and follows the file when it is replaced. Thread-safe.</summary>
/// <remarks>
/// The file is read into memory as a whole: a mapped file that somebody overwrites in place would end the process.
/// Layout of the records: GeoLite2-City.
/// </remarks>
internal sealed partial class GeoDatabase : IDisposable
{
    private const int Capacity = 16_384;
    private static readonly TimeSpan s_lookAgainAfter = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _looking = new();
    private Opened _opened;
    private long _lookedAt;

    /// <exception cref="GeoDatabaseException">The file cannot be read.</exception>
    public GeoDatabase(string path, TimeProvider time, ILogger log)
    {
        _path = path;
        _time = time;
        _log = log;
        _opened = Open(path);
        _lookedAt = time.GetTimestamp();
    }

    public void Dispose() => _opened.Reader.Dispose();

    /// <summary>Where an address is; <see langword="null"/> when the database does not know.</summary>
    public GeoPlace? Find(IPAddress address)
    {
        LookAgain();
        var opened = _opened;
        if (opened.Known.TryGetValue(address, out var known)) return known;
        GeoPlace? found;
        try
        {
            found = opened.Reader.Find<Dictionary<string, object>>(address) is { } record ? PlaceOf(record) : null;
        }
        catch (InvalidDatabaseException)
        {
            // A record that cannot be read is no reason to lose the event.
            found = null;
        }
        if (opened.Known.Count >= Capacity) opened.Known.Clear();
        opened.Known[address] = found;
        return found;
    }

    /// <summary>Opens the file again when it is another one than before. The reader of before is left to those who still use it.</summary>
    private void LookAgain()
    {
        if (_time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) < s_lookAgainAfter || !_looking.TryEnter()) return;
        try
        {
            Interlocked.Exchange(ref _lookedAt, _time.GetTimestamp());
            if (Stamp.Of(_path) == _opened.Stamp) return;
            _opened = Open(_path);
            LogReplaced(_path, _opened.Reader.Metadata.DatabaseType, _opened.Reader.Metadata.BuildDate);
        }
        catch (GeoDatabaseException e)
        {
            LogUnreadable(e.Message);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private static Opened Open(string path)
    {
        try
        {
            var stamp = Stamp.Of(path);
            return new Opened(new Reader(path, FileAccessMode.Memory), stamp, new ConcurrentDictionary<IPAddress, GeoPlace?>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDatabaseException or ArgumentException or InvalidOperationException)
        {
            throw new GeoDatabaseException(path, e);
        }
    }

    private static GeoPlace PlaceOf(Dictionary<string, object> record)
    {
        string? country = Text(record, "country", "iso_code");
        var region = (record.GetValueOrDefault("subdivisions") as IEnumerable<object>)?.FirstOrDefault() as Dictionary<string, object>;
        string? regionCode = region is null ? null : Text(region, "iso_code");
        return new GeoPlace(
            Text(record, "continent", "names", "en"),
            country,
            Text(record, "country", "names", "en"),
            country is null || regionCode is null ? null : $"{country}-{regionCode}",
            region is null ? null : Text(region, "names", "en"),
            Text(record, "city", "names", "en"),
            LocationOf(record));
    }

    private static string? LocationOf(Dictionary<string, object> record)
    {
        if (record.GetValueOrDefault("location") is not Dictionary<string, object> location) return null;
        if (location.GetValueOrDefault("longitude") is not double longitude || location.GetValueOrDefault("latitude") is not double latitude) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{{\"lon\":{longitude:R},\"lat\":{latitude:R}}}");
    }

    private static string? Text(Dictionary<string, object> record, params ReadOnlySpan<string> path)
    {
        object? value = record;
        foreach (string name in path) value = (value as Dictionary<string, object>)?.GetValueOrDefault(name);
        return value as string;
    }

    [LoggerMessage(EventId = 120, Level = LogLevel.Information, Message = "The GeoIP database was replaced and is read again: {Path}, {Type} of {BuildDate:yyyy-MM-dd}")]
    private partial void LogReplaced(string path, string type, DateTime buildDate);

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "The GeoIP database was replaced by a file that cannot be used; the one before stays in use. {Finding}")]
    private partial void LogUnreadable(string finding);

    private sealed record Opened(Reader Reader, Stamp Stamp, ConcurrentDictionary<IPAddress, GeoPlace?> Known);

    /// <summary>What tells one state of the file from another.</summary>
    private readonly record struct Stamp(DateTime WrittenUtc, long Length)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(file.LastWriteTimeUtc, file.Length) : default;
        }
    }
}

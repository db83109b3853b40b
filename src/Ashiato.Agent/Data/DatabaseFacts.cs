using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Ashiato.Agent.Telemetry;

namespace Ashiato.Agent.Data;

/// <summary>Which database a connection goes to, as spans say it.</summary>
/// <param name="System">The product, as OpenTelemetry's conventions name it.</param>
/// <param name="Name">The database.</param>
/// <param name="User">As whom.</param>
/// <param name="Host">The machine; <see langword="null"/> for files.</param>
/// <param name="Port">A boxed number; <see langword="null"/> when it is not known.</param>
internal sealed record DatabaseFacts(string System, string? Name, string? User, string? Host, object? Port)
{
    private const int Capacity = 256;
    private static readonly ConcurrentDictionary<(Type, string), DatabaseFacts> s_known = new();

    /// <summary>Reads them off a connection. Passwords are not looked at.</summary>
    public static DatabaseFacts Of(DbConnection connection)
    {
        var key = (connection.GetType(), connection.ConnectionString ?? "");
        if (s_known.TryGetValue(key, out var known)) return known;
        var facts = Read(connection, key.Item2);
        if (s_known.Count < Capacity) s_known.TryAdd(key, facts);
        return facts;
    }

    private static DatabaseFacts Read(DbConnection connection, string text)
    {
        string system = SystemOf(connection.GetType().FullName ?? "");
        var settings = new DbConnectionStringBuilder();
        try
        {
            settings.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // Some providers take strings of another form; they say less about themselves then.
            settings.Clear();
        }
        string? source = Setting(settings, "host", "server", "data source", "datasource", "address") ?? connection.DataSource;
        if (system == "sqlite") return new DatabaseFacts(system, string.IsNullOrEmpty(source) ? null : Path.GetFileName(source), null, null, null);
        var (host, port) = Place(source, Setting(settings, "port"));
        string? name = Setting(settings, "database", "initial catalog") ?? connection.Database;
        return new DatabaseFacts(system, string.IsNullOrEmpty(name) ? null : name, Setting(settings, "username", "user id", "userid", "uid", "user", "user name"), host, port);
    }

    private static string SystemOf(string type) =>
        type.StartsWith("Npgsql.", StringComparison.Ordinal) ? "postgresql"
        : type.StartsWith("MySql", StringComparison.Ordinal) ? "mysql"
        : type.Contains("Sqlite", StringComparison.OrdinalIgnoreCase) ? "sqlite"
        : type.Contains(".SqlClient.", StringComparison.Ordinal) ? "microsoft.sql_server"
        : type.Contains("Oracle", StringComparison.Ordinal) ? "oracle"
        : type.Contains("Firebird", StringComparison.Ordinal) ? "firebirdsql"
        : type.Contains("ClickHouse", StringComparison.OrdinalIgnoreCase) ? "clickhouse"
        : type.Contains("DuckDB", StringComparison.OrdinalIgnoreCase) ? "duckdb"
        : "other_sql";

    private static string? Setting(DbConnectionStringBuilder settings, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (settings.TryGetValue(name, out object? value) && value is string { Length: > 0 } text) return text;
        return null;
    }

    /// <summary>Takes <c>tcp:host,port</c>, <c>host:port</c> and <c>host</c> apart.</summary>
    private static (string? Host, object? Port) Place(string? source, string? port)
    {
        if (string.IsNullOrEmpty(source)) return (null, null);
        if (source.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase)) source = source["tcp:".Length..];
        int at = source.LastIndexOfAny([',', ':']);
        // An IPv6 address has several colons and no port behind the last.
        if (port is null && at > 0 && source.IndexOf(':') == source.LastIndexOf(':')) (source, port) = (source[..at], source[(at + 1)..]);
        return (source, int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Boxes.Of(number) : null);
    }
}

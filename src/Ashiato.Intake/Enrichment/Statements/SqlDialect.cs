namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>How statements of a database are written, as far as it decides where a literal ends.</summary>
internal readonly record struct SqlDialect
{
    /// <summary>What all databases share; for those that are not known.</summary>
    public static SqlDialect Standard => default;

    /// <summary>MySQL and MariaDB. Source: MySQL reference manual, "Language Structure".</summary>
    public static SqlDialect MySql { get; } = new() { DoubleQuotesAreTexts = true, BackslashEscapes = true, HashComments = true, DashesNeedSpace = true };

    /// <summary>PostgreSQL and what speaks like it. Source: PostgreSQL manual, "Lexical Structure".</summary>
    public static SqlDialect PostgreSql { get; } = new() { DollarTexts = true, NestedComments = true };

    /// <summary>SQL Server. Source: Transact-SQL reference, "Database Identifiers".</summary>
    public static SqlDialect SqlServer { get; } = new() { BracketNames = true, NestedComments = true };

    /// <summary>SQLite, which also takes the quotes of MySQL and SQL Server. Source: SQLite documentation, "SQL As Understood By SQLite".</summary>
    public static SqlDialect Sqlite { get; } = new() { BracketNames = true };

    /// <summary>Oracle. Source: Oracle Database SQL Language Reference, "Literals".</summary>
    public static SqlDialect Oracle { get; } = new() { QuotingTexts = true };

    /// <summary><c>"…"</c> is a text, not a name.</summary>
    public bool DoubleQuotesAreTexts { get; init; }

    /// <summary>A backslash in a text takes the next character as it is.</summary>
    public bool BackslashEscapes { get; init; }

    /// <summary><c>#</c> begins a comment.</summary>
    public bool HashComments { get; init; }

    /// <summary><c>--</c> is a comment only where white space follows.</summary>
    public bool DashesNeedSpace { get; init; }

    /// <summary>Comments hold comments.</summary>
    public bool NestedComments { get; init; }

    /// <summary><c>$tag$…$tag$</c> is a text.</summary>
    public bool DollarTexts { get; init; }

    /// <summary><c>[…]</c> is a name.</summary>
    public bool BracketNames { get; init; }

    /// <summary><c>q'[…]'</c> is a text.</summary>
    public bool QuotingTexts { get; init; }

    /// <summary>The dialect of a database by the name that agents give it.</summary>
    /// <param name="system"><c>span.subtype</c>, or <c>span.db.type</c>; empty when not known.</param>
    public static SqlDialect Of(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("mysql"u8) || system.SequenceEqual("mariadb"u8) || system.SequenceEqual("tidb"u8) ? MySql
        : system.SequenceEqual("postgresql"u8) || system.SequenceEqual("postgres"u8) || system.SequenceEqual("cockroachdb"u8) || system.SequenceEqual("redshift"u8) ? PostgreSql
        : system.SequenceEqual("sqlite"u8) || system.SequenceEqual("sqlite3"u8) ? Sqlite
        : system.SequenceEqual("mssql"u8) || system.SequenceEqual("sqlserver"u8) || system.SequenceEqual("microsoft.sql_server"u8) ? SqlServer
        : system.SequenceEqual("oracle"u8) || system.SequenceEqual("oracle.db"u8) ? Oracle
        : Standard;
}

using System.Text;
using Ashiato.Intake.Enrichment.Statements;

namespace Ashiato.Intake.Tests.Enrichment.Statements;

public sealed class FingerprintTests
{
    [Theory]
    [InlineData("SELECT * FROM items WHERE id = 42", "SELECT * FROM items WHERE id = ?")]
    [InlineData("select  *\n from `items`\twhere `id`=42;", "SELECT * FROM items WHERE id = ?")]
    [InlineData("SELECT a.b, c FROM s.t WHERE x IN (1, 2, 3)", "SELECT a.b, c FROM s.t WHERE x IN (?)")]
    [InlineData("SELECT 1 FROM t WHERE x IN (?)", "SELECT ? FROM t WHERE x IN (?)")]
    [InlineData("SELECT 1 FROM t WHERE (a, b) IN ((1,'x'), (2,'y'))", "SELECT ? FROM t WHERE (a, b) IN ((?, ?))")]
    [InlineData("INSERT INTO t (a,b) VALUES (1,'x'),(2,'y'), (3, 'z')", "INSERT INTO t (a, b) VALUES (?, ?)")]
    [InlineData("insert into t(a) values (now()), (now()) on duplicate key update a=values(a)", "INSERT INTO t (a) VALUES (now()) ON DUPLICATE KEY UPDATE a = VALUES (a)")]
    [InlineData("SELECT count(*) FROM t WHERE a = -5 AND b = 3 - 2 AND c > -1.5e-3", "SELECT count(*) FROM t WHERE a = ? AND b = ? - ? AND c > ?")]
    [InlineData("SELECT 0xFF, 1.5, .5, 1e+10, 12_000", "SELECT ?, ?, ?, ?, ?")]
    [InlineData("SELECT a FROM t -- id 7\nWHERE b = 1 /* trace 'x */", "SELECT a FROM t WHERE b = ?")]
    [InlineData("SELECT a FROM t WHERE b IS NOT NULL AND c = NULL AND d IS TRUE", "SELECT a FROM t WHERE b IS NOT NULL AND c = ? AND d IS TRUE")]
    [InlineData("SELECT a FROM t WHERE n = 'it''s' AND m = 'b'", "SELECT a FROM t WHERE n = ? AND m = ?")]
    [InlineData("SELECT a FROM t LIMIT 10 OFFSET 20", "SELECT a FROM t LIMIT ? OFFSET ?")]
    [InlineData("BEGIN", "BEGIN")]
    [InlineData("UPDATE t SET a = :a, b = @b, c = $1, d = %s, e = %(e)s, f = ?2 WHERE g = ?", "UPDATE t SET a = ?, b = ?, c = ?, d = ?, e = ?, f = ? WHERE g = ?")]
    [InlineData("SELECT \"order\", \"name\" FROM \"Items\"", "SELECT \"order\", name FROM Items")]
    [InlineData("SELECT * FROM 2fa_tokens", "SELECT * FROM 2fa_tokens")]
    public void What_differs_from_call_to_call_is_left_out(string statement, string expected) => Assert.Equal(expected, Of(statement, ""));

    [Theory]
    [InlineData("mysql", "SELECT a FROM t WHERE b = \"it\\\"s\" # 7", "SELECT a FROM t WHERE b = ?")]
    [InlineData("mysql", "SELECT a--1 FROM t", "SELECT a - ? FROM t")]
    [InlineData("mysql", "SELECT _utf8mb4'x', N'y', X'4f', b'01'", "SELECT ?, ?, ?, ?")]
    [InlineData("mysql", "SELECT @@session.auto_increment_increment", "SELECT @@session.auto_increment_increment")]
    [InlineData("postgresql", "SELECT $$it's$$, $tag$ $$ $tag$, E'\\'', 'C:\\' FROM t", "SELECT ?, ?, ?, ? FROM t")]
    [InlineData("postgresql", "SELECT a::text, '{1,2}'::int[] FROM t WHERE id = ANY($1) AND j ->> 'k' = '1'", "SELECT a::text, ?::int[] FROM t WHERE id = ANY (?) AND j ->> ? = ?")]
    [InlineData("postgresql", "SELECT ARRAY[1,2,3] /* a /* b */ c */", "SELECT ARRAY[?]")]
    [InlineData("mssql", "SELECT [Order Id], [Name] FROM [dbo].[Orders] WHERE Id = @p0", "SELECT [Order Id], Name FROM dbo.Orders WHERE Id = ?")]
    [InlineData("mssql", "SELECT * INTO #copy FROM t", "SELECT * INTO #copy FROM t")]
    [InlineData("oracle", "SELECT q'[it's]', nq'{x}' FROM dual WHERE a = :1", "SELECT ?, ? FROM DUAL WHERE a = ?")]
    [InlineData("sqlite", "SELECT `a`, [b c] FROM t WHERE d = ?1", "SELECT a, [b c] FROM t WHERE d = ?")]
    public void Each_database_has_its_own_literals(string system, string statement, string expected) => Assert.Equal(expected, Of(statement, system));

    [Theory]
    [InlineData("SELECT * FROM t WHERE a IN (1, 2, 3", "SELECT * FROM t WHERE a IN (? …")]
    [InlineData("INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (3, 'unfin", "INSERT INTO t (a, b) VALUES (?, ?) …")]
    [InlineData("SELECT * FROM t WHERE a = 'unfin", "SELECT * FROM t WHERE a = ? …")]
    [InlineData("SELECT * FROM t WHERE a = ...", "SELECT * FROM t WHERE a = …")]
    public void A_statement_that_the_agent_cut_off_says_so(string statement, string expected) => Assert.Equal(expected, Of(statement, ""));

    [Theory]
    [InlineData("redis", "get user:123", "GET user:?")]
    [InlineData("redis", "SET session:ab12:data value 10 EX", "SET session:?:data ?")]
    [InlineData("redis", "GET a:1\nGET a:2\nDEL b", "GET a:?; DEL b")]
    [InlineData("mongodb", "{\"find\":\"items\",\"filter\":{\"id\":{\"$in\":[1,2,3]}},\"limit\":5}", "{\"find\":\"items\",\"filter\":{\"id\":{\"$in\":[?]}},\"limit\":?}")]
    [InlineData("elasticsearch", "{\"query\":{\"term\":{\"name\":\"x\"}}}", "{\"query\":{\"term\":{\"name\":?}}}")]
    public void Other_stores_have_shapes_too(string system, string statement, string expected) => Assert.Equal(expected, Of(statement, system));

    [Fact]
    public void Nothing_has_no_fingerprint()
    {
        Assert.Equal("", Of("  \n ", "mysql"));
        Assert.Equal("", Of("-- only a comment", ""));
    }

    [Fact]
    public void An_endless_statement_has_a_bounded_fingerprint_that_is_whole_text()
    {
        string statement = "SELECT " + string.Join(", ", Enumerable.Range(0, 100_000).Select(i => $"列{(char)('a' + (i % 26))}"));

        string fingerprint = Of(statement, "");

        Assert.InRange(Encoding.UTF8.GetByteCount(fingerprint), Fingerprint.MaxLength - 16, Fingerprint.MaxLength);
        Assert.EndsWith(" …", fingerprint, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', fingerprint);
    }

    private static string Of(string statement, string system)
    {
        var buffer = new byte[Fingerprint.MaxLength];
        int length = Fingerprint.Write(Encoding.UTF8.GetBytes(statement), Encoding.UTF8.GetBytes(system), buffer);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
